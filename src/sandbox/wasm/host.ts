import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome, Usage } from '../../domain.ts';
import { createCompiler, type Compiled } from './compiler.ts';
import { capModule } from './cap.ts';
import { PAGE } from './module.ts';
import { withQuickSbrk } from './sbrk.ts';
import type { FromHost, HostOptions, ToHost } from './messages.ts';
import { createPrograms, type Observed } from './programs.ts';

/** The process that holds the programs: a child of the engine, without its environment, that ends with it. */

/** As much as the compiler has in a container. */
const COMPILER_MEMORY_BYTES = 512 * 1024 * 1024;

const options = JSON.parse(process.argv[2] ?? '{}') as HostOptions;
const say = (text: string) => send({ type: 'said', text });
const running = new Map<number, AbortController>();
const startedAt = performance.now();
const python = capped(options.pythonModule, options.memoryBytes);
const programs = createPrograms({
  python,
  boot: join(options.assets, 'boot.py'),
  sizes: { python: options.warmPython, program: options.warmPrograms },
  memoryBytes: options.memoryBytes,
  outputBytes: options.outputBytes,
  say,
});
const compiler = createCompiler({
  llvm: firstPython().then(() => capped(options.llvmModule, COMPILER_MEMORY_BYTES)),
  resources: options.llvmResources,
  assets: options.assets,
  cache: options.cache,
  timeMs: options.compileMs,
  say,
});

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
    send({ type: 'ended', id, outcome: await run(id, program, abort.signal) });
  } catch (error) {
    send({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  } finally {
    running.delete(id);
    programs.rest();
  }
}

async function run(
  id: number,
  program: { language: string; code: string; input: string },
  signal: AbortSignal,
): Promise<Outcome> {
  const encoder = new TextEncoder();
  const input = encoder.encode(program.input);
  if (program.language === 'python') return runIn('python', { program: encoder.encode(program.code), input });
  const compiled = await compiler.compile(program.language, program.code, signal);
  if (!compiled.module) {
    if (compiled.said) send({ type: 'output', id, stream: 'stderr', bytes: encoder.encode(compiled.said) });
    return compileOutcome(compiled);
  }
  if (compiled.said) send({ type: 'output', id, stream: 'compiler', bytes: encoder.encode(compiled.said) });
  return runIn('program', { program: compiled.module, input }, compiled.ms);

  async function runIn(
    kind: 'python' | 'program',
    job: { program: Uint8Array; input: Uint8Array },
    compileMs: number | null = null,
  ) {
    const runner = await programs.take(kind);
    send({ type: 'limited', id, ms: options.timeMs });
    const observed = await runner.run(
      job,
      options.timeMs,
      (stream, bytes) => send({ type: 'output', id, stream, bytes }),
      signal,
    );
    return runOutcome(observed, compileMs);
  }
}

function compileOutcome({ exitCode, limit, ms, memoryBytes }: Compiled): Outcome {
  const usage: Usage = {
    compileMs: ms,
    runMs: null,
    cpuMs: null,
    memoryPeakBytes: memoryBytes,
    stdoutTruncated: false,
    stderrTruncated: false,
  };
  if (limit) return { ...usage, kind: 'killed', phase: 'compile', by: limit };
  return { ...usage, kind: 'exited', phase: 'compile', exitCode };
}

function runOutcome(
  { ended, ms, peakBytes, refusedMemory, stdoutTruncated, stderrTruncated }: Observed,
  compileMs: number | null,
): Outcome {
  const usage: Usage = {
    compileMs,
    runMs: ms,
    cpuMs: null,
    memoryPeakBytes: peakBytes || null,
    stdoutTruncated,
    stderrTruncated,
    // a program that ends by itself after a refusal has coped with it
    ...(refusedMemory && ended && 'signal' in ended && { refused: 'memory' }),
  };
  if (!ended) return { ...usage, kind: 'killed', phase: 'run', by: 'time' };
  if ('limit' in ended) return { ...usage, kind: 'killed', phase: 'run', by: ended.limit };
  if ('signal' in ended) return { ...usage, kind: 'signalled', phase: 'run', signal: ended.signal };
  return { ...usage, kind: 'exited', phase: 'run', exitCode: ended.exitCode };
}

async function capped(file: string, memoryBytes: number): Promise<WebAssembly.Module> {
  const cap = { pages: Math.floor(memoryBytes / PAGE), tableEntries: 1 << 20, functionWork: Infinity }; // our own modules
  return WebAssembly.compile(capModule(withQuickSbrk(await readFile(file)), cap));
}

/** The compiler waits for the first interpreter, so that Python is ready soon. */
async function firstPython(): Promise<void> {
  await python;
  const first = await programs.take('python');
  say(`Python is ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  await first.end();
}

function send(message: FromHost): void {
  process.send?.(message);
}
