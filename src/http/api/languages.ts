import { z } from 'zod';
import { Editor, Errors } from '../../domain/editor.ts';
import type { Limits } from '../../domain/limits.ts';
import type { SandboxName } from '../../domain/outcome.ts';
import type { Language, Languages } from '../../languages.ts';
import type { WorkerWatch } from '../../worker-watch.ts';
import type { Route } from '../route.ts';
import { examples } from './examples.ts';

const LanguageInfo = z
  .object({
    id: z.string(),
    name: z.string(),
    version: z.string(),
    aliases: z.array(z.string()),
    limits: z.object({
      time_ms: z.int(),
      compile_time_ms: z.int().nullable(),
      memory_bytes: z.int(),
      output_bytes: z.int(),
      processes: z.int(),
    }),
    file: z.string().meta({ description: 'The name of the main file in the sandbox' }),
    extensions: z.array(z.string()).meta({ description: 'Of files with programs in this language, without the dot' }),
    comment: z.string().optional().meta({ description: 'What begins a comment that ends with its line' }),
    editor: z.object(Editor.shape).meta({ description: 'What helps an editor; its patterns are those of JavaScript' }),
    errors: z.object(Errors.shape).meta({ description: 'How errors point at lines: patterns with the group line' }),
    sample: z.string(),
    notes: z.string().nullable().meta({ description: 'What this sandbox cannot do' }),
  })
  .meta({ id: 'Language' });
export type LanguageInfo = z.infer<typeof LanguageInfo>;

/** What can be run, and within which limits. */
export function languagesRoutes(deps: {
  languages: Languages;
  limits: Limits;
  sandbox: SandboxName;
  watch: WorkerWatch;
}): Route[] {
  const { languages, limits, sandbox, watch } = deps;
  return [
    {
      method: 'get',
      path: '/languages',
      tag: 'Engine',
      operationId: 'languages',
      summary: 'What can be run, and within which limits',
      answers: { 200: { description: 'The languages', json: z.array(LanguageInfo), example: examples.languages } },
      errors: [],
      handle: async (_request, response) => void response.json(list(await versions())),
    },
  ];

  /** As the workers that live found them out. */
  async function versions(): Promise<Readonly<Record<string, string>>> {
    return Object.assign({}, ...(await watch.workers()).map((worker) => worker.versions)) as Record<string, string>;
  }

  function list(versions: Readonly<Record<string, string>>): LanguageInfo[] {
    const runnable = languages.all().filter((language) => language[sandbox]);
    return runnable.map((language) => ({
      id: language.id,
      name: language.name,
      version: versions[language.id] ?? language[sandbox]!.implementation,
      aliases: [...language.aliases],
      limits: {
        time_ms: limits.timeMs,
        compile_time_ms: isCompiled(language) ? limits.compileMs : null,
        memory_bytes: limits.memoryBytes,
        output_bytes: limits.outputBytes,
        processes: sandbox === 'wasm' ? 1 : limits.processes,
      },
      file: language.file,
      extensions: language.extensions,
      ...(language.comment !== undefined && { comment: language.comment }),
      editor: language.editor,
      errors: language.errors,
      sample: language.sample,
      notes: sandbox === 'wasm' ? (language.wasm?.notes ?? null) : null,
    }));
  }
}

function isCompiled({ sources }: Language): boolean {
  return sources.length > 0;
}
