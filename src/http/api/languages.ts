import { z } from 'zod';
import { Editor, Errors } from '../../domain/editor.ts';
import { limitsIn, type Limits } from '../../domain/limits.ts';
import type { SandboxName } from '../../domain/outcome.ts';
import { isCompiled, type Language, type Languages } from '../../languages.ts';
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
      time_ms: z.int().meta({ description: 'Wall time of a run, without the time in which no processor was free' }),
      cpu_time_ms: z.int().meta({ description: 'User and system time of all processes of a run' }),
      compile_time_ms: z
        .int()
        .nullable()
        .meta({ description: 'Wall time of the compile, counted in the same way; null where nothing is compiled' }),
      memory_bytes: z.int(),
      output_bytes: z.int(),
      processes: z.int(),
    }),
    file: z.string().meta({ description: 'The name of the main file in the sandbox' }),
    extensions: z.array(z.string()).meta({ description: 'Extensions of source files, without the dot' }),
    comment: z.string().optional().meta({ description: 'What starts a comment that ends at the end of the line' }),
    editor: z
      .object(Editor.shape)
      .meta({ description: 'For an editor. Patterns are regular expressions of JavaScript' }),
    errors: z
      .object(Errors.shape)
      .meta({ description: 'Where error messages name lines: patterns with a group called line' }),
    sample: z.string(),
    notes: z.string().nullable().meta({ description: 'What this sandbox cannot do, or does differently' }),
    compile_command: z
      .string()
      .nullable()
      .meta({
        description:
          "The command that compiles a program, without arguments for the engine's own files; null where nothing is compiled",
        examples: ['g++ -std=gnu++20 -DONLINE_JUDGE -o main {sources}'],
      }),
    ready: z.boolean().meta({ description: 'Whether a submission would be accepted now' }),
    not_ready_because: z.string().nullable(),
  })
  .meta({ id: 'Language' });
export type LanguageInfo = z.infer<typeof LanguageInfo>;

/** The languages, and their limits. */
export function languagesRoutes(deps: {
  languages: Languages;
  limits: Limits;
  sandbox: SandboxName;
  watch: WorkerWatch;
}): Route[] {
  const { languages, sandbox, watch } = deps;
  const own = limitsIn(sandbox, deps.limits);
  return [
    {
      method: 'get',
      path: '/languages',
      tag: 'Engine',
      operationId: 'languages',
      summary: 'List the languages and their limits',
      answers: { 200: { description: 'The languages', json: z.array(LanguageInfo), example: examples.languages } },
      errors: [],
      handle: async (_request, response) => void response.json(await list()),
    },
  ];

  /** The versions that the workers report. */
  async function versions(): Promise<Readonly<Record<string, string>>> {
    return Object.assign({}, ...(await watch.workers()).map((worker) => worker.versions)) as Record<string, string>;
  }

  async function list(): Promise<LanguageInfo[]> {
    const known = await versions();
    const runnable = languages.all().filter((language) => language[sandbox]);
    const lacks = await Promise.all(runnable.map(({ id }) => watch.lacks(id)));
    return runnable.map((language, index) => ({
      id: language.id,
      name: language.name,
      version: known[language.id] ?? language[sandbox]!.implementation,
      aliases: [...language.aliases],
      limits: {
        time_ms: own.timeMs,
        cpu_time_ms: own.cpuMs,
        compile_time_ms: isCompiled(language) ? own.compileMs : null,
        memory_bytes: own.memoryBytes,
        output_bytes: own.outputBytes,
        processes: own.processes,
      },
      file: language.file,
      extensions: language.extensions,
      ...(language.comment !== undefined && { comment: language.comment }),
      editor: language.editor,
      errors: language.errors,
      sample: language.sample,
      notes: language[sandbox]?.notes ?? null,
      compile_command: compileCommandOf(language),
      ready: lacks[index] === undefined,
      not_ready_because: lacks[index] ?? null,
    }));
  }

  function compileCommandOf(language: Language): string | null {
    const command = sandbox === 'docker' ? language.docker?.compile : language.wasm?.compiler?.compile;
    if (!command) return null;
    return command.filter((word) => word !== '{headers}' && !word.includes('/sandbox/')).join(' ');
  }
}
