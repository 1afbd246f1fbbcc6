import type { WasmInterpreter } from '../../../language-file.ts';
import { createDemand } from '../../demand.ts';
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

/**
 * A pool of threads that are started before there are programs for them: `warm` threads of the languages that come first,
 * and one of each other interpreter that was used lately.
 */
export function createRunners(deps: {
  /** By the ids of their languages. */
  interpreters: ReadonlyMap<
    string,
    { readonly module: () => Promise<WebAssembly.Module>; readonly of: WasmInterpreter; readonly isFirst: boolean }
  >;
  warm: { readonly interpreter: number; readonly program: number };
  memoryBytes: number;
  outputBytes: number;
  say(text: string): void;
}): Pool<string, Runner> {
  const { interpreters, warm, memoryBytes, outputBytes } = deps;
  const first = [...interpreters].filter(([, { isFirst }]) => isFirst).map(([id]) => id);
  const demand = createDemand({ always: first, each: warm.interpreter, total: Infinity });
  const pool = createPool<string, Runner>({
    size: (kind) => (kind === COMPILED ? warm.program : demand.size(kind)),
    make,
    died: async (runner) => void (await runner.gone),
    dispose: (runner) => runner.end(),
    log: { warn: (_, text) => deps.say(text) },
  });
  return {
    ...pool,
    take(kind) {
      demand.used(kind);
      return pool.take(kind);
    },
  };

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
