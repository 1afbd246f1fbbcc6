import { setTimeout as sleep } from 'node:timers/promises';
import { STARTING } from './sandbox/sandbox.ts';
import { WORKER_LIVES_S, type WorkerRegistry, type WorkerState } from './workers/registry.ts';

/** The registry is asked this often at the most, however many clients wait. */
const ASK_EVERY_MS = 1000;

/** A submission that somebody waits for. */
export interface Awaited {
  readonly language: string;
  isRunning(): boolean;
}

/** What clients that wait need to know about the workers. */
export interface WorkerWatch {
  /** Those that live; the last ones known while the registry does not answer. */
  workers(): Promise<readonly WorkerState[]>;
  /**
   * Why no worker can run the language, while others can be run; undefined when one can, or will in a moment, or when
   * nobody knows.
   */
  lacks(language: string): Promise<string | undefined>;
  /** A sentence for whoever has submitted a program: why it does not begin; undefined when a worker is ready for it. */
  problem(language: string): Promise<string | undefined>;
  /** Yields the problem of one submission if there is one, then each change, until the signal. */
  problems(awaited: Awaited, signal: AbortSignal): AsyncGenerator<string | undefined, void, void>;
  /**
   * Resolves with the problem when it has lasted for `ms`; undefined when the signal came first. A language that is
   * starting is no problem.
   */
  stuck(ms: number, awaited: Awaited, signal: AbortSignal): Promise<string | undefined>;
}

export function createWorkerWatch(registry: WorkerRegistry): WorkerWatch {
  let known: readonly WorkerState[] | undefined;
  let askedAt = -Infinity;
  let asking: Promise<void> = Promise.resolve();

  return {
    workers,
    async lacks(language) {
      const why = whyNoneRuns(language, (await workers()).filter(isReady));
      return why?.endsWith(STARTING) ? undefined : why;
    },

    problem: async (language) => (await problemOf({ language, isRunning: () => false }))?.sentence,

    async *problems(awaited, signal) {
      for (let told: string | undefined; !signal.aborted;) {
        const now = (await problemOf(awaited))?.sentence;
        if (now !== told) yield now;
        told = now;
        await sleep(ASK_EVERY_MS, undefined, { signal }).catch(() => {});
      }
    },

    async stuck(ms, awaited, signal) {
      for (let since = performance.now(); !signal.aborted;) {
        const now = await problemOf(awaited);
        if (!now || now.isPassing) since = performance.now();
        else if (performance.now() - since >= ms) return now.sentence;
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
  async function problemOf({ language, isRunning }: Awaited): Promise<Problem | undefined> {
    const [first, ...others] = await workers();
    if (!known) return undefined;
    if (!first) return waiting('No worker is running at the moment');
    if (isRunning()) return undefined;
    const ready = [first, ...others].filter(isReady);
    if (ready.length === 0) return waiting(`No program can be started at the moment: ${first.problem}`);
    const why = whyNoneRuns(language, ready);
    return why === undefined ? undefined : waiting(`The program cannot be started yet: ${why}`, why.endsWith(STARTING));
  }
}

interface Problem {
  readonly sentence: string;
  /** It needs no more than a moment. */
  readonly isPassing: boolean;
}

function waiting(why: string, isPassing = false): Problem {
  return { sentence: `${why.replace(/\.$/, '')}. The submission waits.`, isPassing };
}

function isReady({ problem }: WorkerState): boolean {
  return problem === null;
}

/** Why none of these workers can run a language; undefined when one can, or when there is none. */
function whyNoneRuns(language: string, workers: readonly WorkerState[]): string | undefined {
  const states = workers.map(({ languages }) => (languages ? languages[language] : true));
  if (states.length === 0 || states.includes(true)) return undefined;
  const sentences = states.filter((state) => typeof state === 'string');
  return sentences.find((sentence) => sentence.endsWith(STARTING)) ?? sentences[0] ?? 'no worker has it';
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
