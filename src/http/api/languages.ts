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
      idle_time_ms: z.int().meta({ description: 'How long an interactive program may wait for input' }),
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
    tells_waiting: z.boolean().nullable().meta({
      description:
        'Whether the stream of an interactive program says when it waits; input works in any case. null while that is not known',
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

  /** As the workers that are alive have found out. */
  async function found(): Promise<{ versions: Readonly<Record<string, string>>; tellsWaiting: boolean | null }> {
    const workers = await watch.workers();
    const said = workers.flatMap(({ tellsWaiting }) => tellsWaiting ?? []);
    const versions = Object.assign({}, ...workers.map((worker) => worker.versions)) as Record<string, string>;
    return { versions, tellsWaiting: said.length > 0 ? said.every(Boolean) : null };
  }

  async function list(): Promise<LanguageInfo[]> {
    const { versions: known, tellsWaiting } = await found();
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
        idle_time_ms: own.idleMs,
      },
      file: language.file,
      extensions: language.extensions,
      ...(language.comment !== undefined && { comment: language.comment }),
      editor: language.editor,
      errors: language.errors,
      sample: language.sample,
      notes: language[sandbox]?.notes ?? null,
      compile_command: compileCommandOf(language),
      tells_waiting: tellsWaiting,
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
