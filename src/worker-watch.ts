import { setTimeout as sleep } from 'node:timers/promises';
import { STARTING } from './sandbox/sandbox.ts';
import { WORKER_LIVES_S, type WorkerRegistry, type WorkerState } from './workers/registry.ts';

/** The registry is asked this often at the most, however many clients wait. */
const ASK_EVERY_MS = 1000;

/** What clients that wait need to know about the workers. */
export interface WorkerWatch {
  /** Those that live; the last ones known while the registry does not answer. */
  workers(): Promise<readonly WorkerState[]>;
  /**
   * Why no worker can run the language, while others can be run; undefined when one can, or will in a moment, or when
   * nobody knows.
   */
  lacks(language: string): Promise<string | undefined>;
  /** A sentence for whoever waits: why a queued submission does not begin; undefined when a worker is ready. */
  problem(): Promise<string | undefined>;
  /** Yields the problem of one submission if there is one, then each change, until the signal. */
  problems(isRunning: () => boolean, signal: AbortSignal): AsyncGenerator<string | undefined, void, void>;
  /** Resolves with the problem when it has lasted for `ms`; undefined when the signal came first. */
  stuck(ms: number, isRunning: () => boolean, signal: AbortSignal): Promise<string | undefined>;
}

export function createWorkerWatch(registry: WorkerRegistry): WorkerWatch {
  let known: readonly WorkerState[] | undefined;
  let askedAt = -Infinity;
  let asking: Promise<void> = Promise.resolve();

  return {
    workers,
    async lacks(language) {
      const able = (await workers()).filter(({ problem }) => problem === null);
      const states = able.map(({ languages }) => (languages ? languages[language] : true));
      if (able.length === 0 || states.some((state) => state === true || state?.endsWith(STARTING))) return undefined;
      return String(states.find((state) => state !== undefined) ?? 'no worker has it');
    },

    problem: () => problemOf(false),

    async *problems(isRunning, signal) {
      for (let told: string | undefined; !signal.aborted;) {
        const now = await problemOf(isRunning());
        if (now !== told) yield now;
        told = now;
        await sleep(ASK_EVERY_MS, undefined, { signal }).catch(() => {});
      }
    },

    async stuck(ms, isRunning, signal) {
      for (let since = performance.now(); !signal.aborted;) {
        const now = await problemOf(isRunning());
        if (now === undefined) since = performance.now();
        else if (performance.now() - since >= ms) return now;
        await sleep(Math.min(ASK_EVERY_MS, ms / 4), undefined, { signal }).catch(() => {});
      }
      return undefined;
    },
  };

  async function workers(): Promise<readonly WorkerState[]> {
    if (performance.now() - askedAt > ASK_EVERY_MS) {
      askedAt = performance.now();
      asking = registry.alive().then(
        (alive) => void (known = alive),
        () => {}, // that Redis is away is said by those that need it
      );
    }
    await asking;
    return known ?? [];
  }

  /** A run that has begun goes on in a worker that can begin no other. */
  async function problemOf(isRunning: boolean): Promise<string | undefined> {
    const [first, ...others] = await workers();
    if (!known) return undefined;
    if (!first) return 'No worker is running at the moment. The submission waits.';
    if (isRunning || [first, ...others].some(({ problem }) => problem === null)) return undefined;
    return `No program can be started at the moment: ${withoutFullStop(first.problem!)}. The submission waits.`;
  }
}

/** For metrics. */
export async function countWorkers(registry: WorkerRegistry): Promise<{ ready: number; unready: number }> {
  const alive = await registry.alive();
  const ready = alive.filter(({ problem }) => problem === null).length;
  return { ready, unready: alive.length - ready };
}

/** For readiness: rejects with a sentence when no worker can run programs. */
export async function requireWorker(registry: WorkerRegistry): Promise<void> {
  const alive = await registry.alive().catch(() => undefined);
  if (!alive || alive.some(({ problem }) => problem === null)) return; // an absent Redis is named by itself
  const nobody = `No worker has been seen for ${WORKER_LIVES_S} s. Start one; what is submitted waits for it.`;
  throw new Error(alive[0]?.problem ?? nobody);
}

function withoutFullStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
