import { isSuccess, REUSED, type Outcome, type Usage } from '../../../domain/outcome.ts';
import type { Pool } from '../../pool.ts';
import type { FromHost, HostProgram } from '../messages.ts';
import type { Left } from '../thread/left.ts';
import type { Compiled } from './compiler.ts';
import type { Dialogue } from './dialogue.ts';
import type { Handlers } from './listener.ts';
import type { Runner, RunnerResult } from './runner.ts';
import { COMPILED } from './runners.ts';

type Sent = Extract<FromHost, { type: 'output' | 'took' | 'waiting' | 'limited' | 'ended' | 'artifacts' }>;
/** A message about a program's steps, without the program's number. */
export type Part = Sent extends infer One ? (One extends Sent ? Omit<One, 'id'> : never) : never;

const encoder = new TextEncoder();

/**
 * Compiles a program where its language is compiled, then does its runs. They share a thread as long as each of them
 * comes to the end of its code; after any other end the next run gets another thread. Rejects when aborted.
 */
export async function runProgram(
  deps: {
    runners: Pool<string, Runner>;
    compile: ((signal: AbortSignal) => Promise<Compiled>) | undefined;
    /** For an interactive program. */
    dialogue: Dialogue | undefined;
    send(part: Part): void;
  },
  program: HostProgram,
  signal: AbortSignal,
): Promise<void> {
  const { runners, dialogue, send } = deps;
  let module: Uint8Array | null = null;
  if (deps.compile) {
    const compiled = await deps.compile(signal);
    ({ module } = compiled);
    const stream = module ? 'compiler' : 'stderr';
    if (compiled.said) send({ type: 'output', stream, bytes: encoder.encode(compiled.said) });
    const outcome = compileOutcome(compiled);
    send({ type: 'ended', outcome });
    if (!isSuccess(outcome)) return;
  }
  /** The module for further runs, by the memory limit of a run. */
  const modules = new Map<number, WebAssembly.Module>();
  let runner: Runner | undefined;
  try {
    for (const [n, { stdin, args, limits: own }] of program.runs.entries()) {
      const step = { phase: 'run', run: n } as const;
      const { files } = program;
      const limits = { ...program.limits, ...own };
      const job = {
        files,
        main: files[0]!.name,
        module: modules.get(limits.memoryBytes) ?? module,
        runsAgain: n + 1 < program.runs.length,
        stdin: encoder.encode(dialogue ? '' : stdin),
        live: dialogue?.shared ?? null,
        args,
        artifacts: program.artifacts,
      };
      runner ??= await runners.take(deps.compile ? COMPILED : program.language);
      send({ type: 'limited', limitMs: limits.timeMs, step });
      const handlers: Handlers = {
        output: (stream, bytes) => send({ type: 'output', stream, bytes }),
        took: (bytes) => send({ type: 'took', bytes }),
        waits: (seen) => send({ type: 'waiting', seen }),
      };
      const result = await runner.run({ ...job, memoryBytes: limits.memoryBytes }, limits, handlers, signal, dialogue);
      if (!result.isFree) runner = void runner.end();
      if (result.module) modules.set(limits.memoryBytes, result.module);
      send({ type: 'ended', outcome: runOutcome(step, result) });
      if (program.artifacts) send({ type: 'artifacts', left: result.ended.left ?? NOTHING_LEFT });
    }
  } finally {
    void runner?.end();
  }
}

function compileOutcome({ exitCode, limit, wallMs, stalledMs, memoryBytes, reused }: Compiled): Outcome {
  if (reused) return REUSED;
  const usage = { ...NOT_TRUNCATED, wallMs, stalledMs, cpuMs: null, memoryPeakBytes: memoryBytes };
  const step = { phase: 'compile' } as const;
  if (limit) return { step, usage, kind: 'killed', by: limit };
  return { step, usage, kind: 'exited', exitCode };
}

/** The files of a program that had to be ended are gone with its thread. */
const NOTHING_LEFT: Left = { files: [], leftOut: 0 };

const NOT_TRUNCATED = { stdoutTruncated: false, stderrTruncated: false } as const;

function runOutcome(step: Outcome['step'], { ended, taken, peakBytes, ...result }: RunnerResult): Outcome {
  const { stdoutTruncated, stderrTruncated, refusedMemory } = result;
  const usage: Usage = { ...taken, memoryPeakBytes: peakBytes || null, stdoutTruncated, stderrTruncated };
  // a program that exits by itself has handled the refusal
  const seen = { step, usage, ...(refusedMemory && 'signal' in ended && { refused: 'memory' as const }) };
  if ('limit' in ended) return { ...seen, kind: 'killed', by: ended.limit };
  if ('signal' in ended) return { ...seen, kind: 'signalled', signal: ended.signal };
  return { ...seen, kind: 'exited', exitCode: ended.exitCode };
}
