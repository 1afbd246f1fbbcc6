import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome, Usage } from '../../domain/outcome.ts';
import { createCompiler, type Compiled, type CompilerModule } from './compiler.ts';
import { capModule } from './cap.ts';
import { PAGE } from './module.ts';
import { withQuickSbrk } from './sbrk.ts';
import type { FromHost, HostOptions, ToHost } from './messages.ts';
import { createPrograms, type Observed } from './programs.ts';

/** The process that holds the programs: a child of the engine, without its environment, that ends with it. */

/** As much as the compiler has in a container. */
const COMPILER_MEMORY_BYTES = 512 * 1024 * 1024;

const VERSION = 'import platform; print(platform.python_implementation(), platform.python_version())';
/** Something is broken when a single line has not run by then. */
const FIRST_RUN_MS = 600_000;

const options = JSON.parse(process.argv[2] ?? '{}') as HostOptions;
const say = (text: string) => send({ type: 'said', text });
const running = new Map<number, AbortController>();
const startedAt = performance.now();
const python = capped(options.pythonModule, options.memoryBytes).then(({ module }) => module);
const programs = createPrograms({
  python,
  boot: join(options.assets, 'boot.py'),
  hints: options.hints,
  sizes: { python: options.warmPython, program: options.warmPrograms },
  memoryBytes: options.memoryBytes,
  outputBytes: options.outputBytes,
  say,
});
const compiler = createCompiler({
  llvm: () => firstRun.then(() => capped(options.llvmModule, COMPILER_MEMORY_BYTES, options.llvmResources)),
  resources: options.llvmResources,
  assets: options.assets,
  cache: options.cache,
  timeMs: options.compileMs,
  say,
  problem: (text) => send({ type: 'problem', text }),
  version: (text) => send({ type: 'version', ids: ['cpp', 'c'], text }),
});
/** The compiler waits for it, so that Python is ready soon. */
const firstRun = runFirst();
firstRun.then(() => options.warmPrograms > 0 && compiler.warm(), fail);

process.on('message', (message: ToHost) => {
  if (message.type === 'kill') running.get(message.id)?.abort(new Error('killed'));
  else void handle(message);
});
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {}); // Ctrl-C in a terminal reaches this process too; the engine lets what runs finish first

async function handle({ id, ...program }: Extract<ToHost, { type: 'run' }>): Promise<void> {
  const abort = new AbortController();
  running.set(id, abort);
  try {
    send({ type: 'ended', id, outcomes: await run(id, program, abort.signal) });
  } catch (error) {
    send({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  } finally {
    running.delete(id);
    programs.rest();
  }
}

async function run(
  id: number,
  program: { language: string; code: string; input: string; timeMs: number },
  signal: AbortSignal,
): Promise<Outcome[]> {
  const encoder = new TextEncoder();
  const input = encoder.encode(program.input);
  if (program.language === 'python') return [await runIn('python', { program: encoder.encode(program.code), input })];
  const compiled = await compiler.compile(program.language, program.code, signal);
  const outcome = compileOutcome(compiled);
  const stream = compiled.module ? 'compiler' : 'stderr';
  if (compiled.said) send({ type: 'output', id, stream, bytes: encoder.encode(compiled.said) });
  if (!compiled.module) return [outcome];
  return [outcome, await runIn('program', { program: compiled.module, input })];

  async function runIn(kind: 'python' | 'program', job: { program: Uint8Array; input: Uint8Array }) {
    const runner = await programs.take(kind);
    send({ type: 'limited', id, ms: program.timeMs });
    const observed = await runner.run(
      job,
      program.timeMs,
      (stream, bytes) => send({ type: 'output', id, stream, bytes }),
      signal,
    );
    return runOutcome(observed);
  }
}

function compileOutcome({ exitCode, limit, ms, memoryBytes }: Compiled): Outcome {
  const usage = { ...UNMEASURED, wallMs: ms, memoryPeakBytes: memoryBytes };
  const step = { phase: 'compile' } as const;
  if (limit) return { step, usage, kind: 'killed', by: limit };
  return { step, usage, kind: 'exited', exitCode };
}

function runOutcome({ ended, ms, peakBytes, refusedMemory, ...truncated }: Observed): Outcome {
  const { stdoutTruncated, stderrTruncated } = truncated;
  const usage: Usage = {
    cpuMs: null,
    wallMs: ms,
    memoryPeakBytes: peakBytes || null,
    stdoutTruncated,
    stderrTruncated,
  };
  const seen = {
    step: { phase: 'run', run: 0 } as const,
    usage,
    // a program that ends by itself after a refusal has coped with it
    ...(refusedMemory && ended && 'signal' in ended && { refused: 'memory' as const }),
  };
  if (!ended) return { ...seen, kind: 'killed', by: 'time' };
  if ('limit' in ended) return { ...seen, kind: 'killed', by: ended.limit };
  if ('signal' in ended) return { ...seen, kind: 'signalled', signal: ended.signal };
  return { ...seen, kind: 'exited', exitCode: ended.exitCode };
}

const UNMEASURED = { cpuMs: null, stdoutTruncated: false, stderrTruncated: false } as const;

/** The module as programs may have it, and a digest of it and of what comes with it. */
async function capped(file: string, memoryBytes: number, ...others: string[]): Promise<CompilerModule> {
  const cap = { pages: Math.floor(memoryBytes / PAGE), tableEntries: 1 << 20, functionWork: Infinity }; // our own modules
  const hash = createHash('sha256');
  const bytes = await readFile(file);
  for (const part of [bytes, ...(await Promise.all(others.map((other) => readFile(other))))]) hash.update(part);
  return { module: await WebAssembly.compile(capModule(withQuickSbrk(bytes), cap)), digest: hash.digest() };
}

/** Runs a first program: Python is ready then, and has said which one it is. */
async function runFirst(): Promise<void> {
  await python;
  const runner = await programs.take('python');
  const job = { program: Buffer.from(VERSION), input: new Uint8Array(0) };
  let said = '';
  const patient = AbortSignal.timeout(FIRST_RUN_MS);
  await runner.run(job, FIRST_RUN_MS, (_stream, bytes) => (said += Buffer.from(bytes).toString('utf8')), patient);
  if (!/^\w+ \d[\w.+]*\n$/.test(said)) throw new Error(`Python does not say its version: ${said}`);
  send({ type: 'version', ids: ['python'], text: said.trim() });
  say(`Python is ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

function fail(error: Error): never {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

function send(message: FromHost): void {
  process.send?.(message);
}
