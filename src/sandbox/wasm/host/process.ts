import { readFile } from 'node:fs/promises';
import { MOST } from '../../../domain/limits.ts';
import { messageOf } from '../../../errors.ts';
import type { WasmToolchain } from '../../../language-file.ts';
import { createCompileCache } from '../../compile-cache.ts';
import type { CompiledLanguage, FromHost, HostOptions, InterpretedLanguage, ToHost } from '../messages.ts';
import { createCompiler } from './compiler.ts';
import { createDialogue, type Dialogue } from './dialogue.ts';
import { createModules, loadModule } from './modules.ts';
import { runProgram, type Part } from './program.ts';
import { readResources } from './resources.ts';
import { COMPILED, createRunners } from './runners.ts';
import { createWaiting, GIVE_WAY_MS } from './waiting.ts';

/**
 * The process that holds the programs: a child of the engine, without the engine's environment. It ends with the
 * engine.
 */

/** As much memory as the compiler has in a container. */
const COMPILER_MEMORY_BYTES = 512 * 1024 * 1024;
const TIDY_MS = 60_000;
/** When the first program, a single line, has not run by then, something is broken. */
const FIRST_RUN_MS = 600_000;

const options = JSON.parse(process.argv[2] ?? '{}') as HostOptions;
const { limits, warm, lanes } = options;
const startedAt = performance.now();
const say = (text: string) => send({ type: 'said', text });
const running = new Map<number, { readonly abort: AbortController; readonly dialogue: Dialogue | undefined }>();
const interpreted = options.languages.filter((language) => 'interpreter' in language);
const compiled = options.languages.filter((language) => 'toolchain' in language);

const made = createCompileCache(options.compileCacheBytes);

const moduleOf = createModules(limits.memoryBytes);
const runners = createRunners({
  interpreters: new Map(
    interpreted.map(({ id, interpreter: of, isFirst }) => [id, { module: () => moduleOf(of), of, isFirst }]),
  ),
  warm,
  say,
  memoryBytes: limits.memoryBytes,
  outputBytes: limits.outputBytes,
});
const waiting = createWaiting();
/**
 * The languages that the engine needs to be ready. The compilers wait until these have run, and the other interpreters
 * until the compilers take programs.
 */
const firstRuns = runFirstPrograms(interpreted.filter(({ isFirst }) => isFirst));
const compilers = new Map(Object.entries(options.toolchains).map(([name, own]) => [name, compilerOf(name, own)]));
void firstRuns.then(async (failures) => {
  if (compiled.length > 0) runners.open(COMPILED);
  if (warm.program > 0) await Promise.allSettled(Array.from(compilers.values(), (compiler) => compiler.warm()));
  failures.push(...(await runFirstPrograms(interpreted.filter(({ isFirst }) => !isFirst))));
  if (failures.length > 0 && failures.length === interpreted.length) fail(failures[0]!);
});

process.on('message', (message: ToHost) => {
  if (message.type === 'kill') running.get(message.id)?.abort.abort(new Error('killed'));
  else if (message.type === 'input') running.get(message.id)?.dialogue?.send(message.message.text, message.message.end);
  else void handle(message);
});
setInterval(tidy, TIDY_MS);
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {}); // Ctrl-C in a terminal reaches this process too; the engine lets what runs finish first

async function handle({ id, program }: Extract<ToHost, { type: 'run' }>): Promise<void> {
  const abort = new AbortController();
  const dialogue = program.interactive ? createDialogue(program.runs[0]!.stdin, MOST.inputBytes) : undefined;
  running.set(id, { abort, dialogue });
  try {
    const language = options.languages.find((one) => one.id === program.language);
    if (!language) throw new Error(`${program.language} does not run in WebAssembly`);
    const compiler = 'toolchain' in language ? compilers.get(language.toolchain)! : undefined;
    const compile =
      compiler &&
      ((signal: AbortSignal) =>
        compiler.compile(language as CompiledLanguage, program, program.limits.compileMs, signal));
    const sendPart = (part: Part) => send({ ...part, id });
    await runProgram({ runners, compile, dialogue, send: sendPart }, program, abort.signal);
    send({ type: 'done', id });
  } catch (error) {
    send({ type: 'failed', id, message: messageOf(error) });
  } finally {
    running.delete(id);
    rest();
  }
}

/** Resolves with the failures. A failure concerns its own language alone. */
async function runFirstPrograms(languages: readonly InterpretedLanguage[]): Promise<Error[]> {
  const failures: Error[] = [];
  for (const language of languages) {
    if (!language.isFirst) await waiting.over(GIVE_WAY_MS);
    try {
      await runFirst(language);
    } catch (error) {
      failures.push(error as Error);
      const text = `${language.name} cannot be run: ${messageOf(error)}`;
      send({ type: 'problem', ids: [language.id], text });
    }
  }
  return failures;
}

/** Runs a program that prints the version of its interpreter; after that the language is ready. */
async function runFirst({ id, name, file, interpreter }: InterpretedLanguage): Promise<void> {
  const runner = await runners.take(id);
  runners.open(id);
  const files = [{ name: file, bytes: Buffer.from(interpreter.version) }];
  const job = {
    files,
    main: file,
    module: null,
    runsAgain: false,
    stdin: new Uint8Array(0),
    live: null,
    args: [],
    memoryBytes: limits.memoryBytes,
    artifacts: false,
  };
  const patient = { ...limits, timeMs: FIRST_RUN_MS, cpuMs: FIRST_RUN_MS };
  let said = '';
  const tell = (_stream: unknown, bytes: Uint8Array) => (said += Buffer.from(bytes).toString('utf8'));
  await runner.run(job, patient, { output: tell }, AbortSignal.timeout(FIRST_RUN_MS));
  const text = said.trimEnd().split('\n').at(-1)!; // some interpreters print a heading above a result
  if (!/^\w+ \d[\w.+]*$/.test(text)) throw new Error(`${name} does not print its version: ${said}`);
  send({ type: 'version', ids: [id], text });
  say(`${name} is ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

function compilerOf(name: string, toolchain: WasmToolchain) {
  const languages = compiled.filter((language) => language.toolchain === name);
  const ids = languages.map(({ id }) => id);
  return createCompiler({
    toolchain,
    languages,
    say,
    load: async () => {
      await firstRuns;
      const archive = await readFile(toolchain.resources);
      const loaded = loadModule(toolchain.module, { memoryBytes: COMPILER_MEMORY_BYTES }, archive);
      const [compiler, resources] = await Promise.all([loaded, readResources(archive, toolchain)]);
      return { ...compiler, resources };
    },
    cache: options.cache,
    made,
    most: lanes,
    waiting,
    problem: (text) => send({ type: 'problem', ids, text }),
    version: (text) => send({ type: 'version', ids, text }),
  });
}

/** An idle process does not collect garbage by itself, nor end the threads of languages that nobody uses any more. */
function tidy(): void {
  if (running.size > 0) return;
  rest();
  globalThis.gc?.();
}

function rest(): void {
  runners.rest();
  for (const compiler of compilers.values()) compiler.rest();
}

function fail(error: Error): never {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

function send(message: FromHost): void {
  process.send?.(message);
}
