import type { WasmInterpreter } from '../../../language-file.ts';
import { createPool, type Pool } from '../../pool.ts';
import type { RunThreadData } from '../thread/job.ts';
import { createSharedOutput } from '../thread/shared-output.ts';
import { runInThread, type Runner, type RunThread } from './runner.ts';
import { startThread } from './thread.ts';

/** The threads of compiled programs, which are all alike; an interpreter's have its language's id. */
export const COMPILED = '';

/**
 * What JavaScript in the thread may hold; the stack is the native one. A program's memory is not in it, but V8 collects
 * garbage at every growth of a memory that is half as large, so this is twice as much, and 512 at least.
 */
const resourceLimits = (memoryBytes: number) => ({
  maxOldGenerationSizeMb: Math.max(512, (2 * memoryBytes) / MIB),
  maxYoungGenerationSizeMb: 16,
  stackSizeMb: 64,
});
const MIB = 1024 * 1024;

/** Threads made ready before there are programs for them. */
export function createRunners(deps: {
  /** By their languages' ids. */
  interpreters: ReadonlyMap<
    string,
    { readonly module: () => Promise<WebAssembly.Module>; readonly of: WasmInterpreter }
  >;
  warm: { readonly interpreter: number; readonly program: number };
  memoryBytes: number;
  outputBytes: number;
  say(text: string): void;
}): Pool<string, Runner> {
  const { interpreters, warm, memoryBytes, outputBytes } = deps;
  return createPool<string, Runner>({
    size: (kind) => (kind === COMPILED ? warm.program : warm.interpreter),
    make,
    died: async (runner) => void (await runner.gone),
    dispose: (runner) => runner.end(),
    log: { warn: (_, text) => deps.say(text) },
  });

  async function make(kind: string): Promise<Runner> {
    const interpreter = interpreters.get(kind);
    const data: RunThreadData = {
      interpreter: interpreter ? { module: await interpreter.module(), of: interpreter.of } : null,
      output: createSharedOutput(outputBytes),
      go: new Int32Array(new SharedArrayBuffer(4)),
    };
    const thread: RunThread = await startThread('../thread/run.js', data, resourceLimits(memoryBytes));
    let usedBytes = 0; // what its programs had may be there until the thread collects it
    return {
      gone: thread.ended,
      end: thread.end,
      async run(...given) {
        const result = await runInThread(thread, data, ...given);
        usedBytes += result.peakBytes;
        return { ...result, isFree: result.isFree && usedBytes < memoryBytes };
      },
    };
  }
}
