import type { WasmInterpreter } from '../../../language-file.ts';
import { createPool, type Pool } from '../../pool.ts';
import type { RunThreadData } from '../thread/job.ts';
import { createSharedOutput } from '../thread/shared-output.ts';
import { runInThread, type Runner, type RunThread } from './runner.ts';
import { startThread } from './thread.ts';

/**
 * The key of the threads for compiled programs, which are all alike. The key of an interpreter's is its language's id.
 */
export const COMPILED = '';

/**
 * The limits of JavaScript in the thread. A program's memory does not count for them, but V8 collects garbage at every
 * growth of a memory that has half of the old generation's limit, so that limit is twice the memory, and 512 MB at
 * least. The stack is the native one.
 */
const resourceLimits = (memoryBytes: number) => ({
  maxOldGenerationSizeMb: Math.max(512, (2 * memoryBytes) / MIB),
  maxYoungGenerationSizeMb: 16,
  stackSizeMb: 64,
});
const MIB = 1024 * 1024;

/** A pool of threads that are started before there are programs for them. */
export function createRunners(deps: {
  /** By the ids of their languages. */
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
    let usedBytes = 0; // the memory of earlier runs may be there until the thread collects garbage
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
