import { pause } from './pause.ts';
import { STARTING } from './sandbox/sandbox.ts';
import { WORKER_LIVES_S, type WorkerRegistry, type WorkerState } from './workers/registry.ts';

/** The shortest time between two reads of the registry, however many clients wait. */
const ASK_EVERY_MS = 1000;

/** A submission that a client waits for. */
export interface Awaited {
  readonly language: string;
  isRunning(): boolean;
}

/** The state of the workers, for clients that wait. */
export interface WorkerWatch {
  /** The workers that are alive; the last known ones while the registry does not answer. */
  workers(): Promise<readonly WorkerState[]>;
  /**
   * Why no worker can run the language although workers can run others; undefined when a worker can or is about to, and
   * when no worker is known.
   */
  lacks(language: string): Promise<string | undefined>;
  /** Why a submitted program does not start, as a sentence for its caller; undefined when a worker is ready. */
  problem(language: string): Promise<string | undefined>;
  /** Yields the problem of one submission if there is one, then each change, until the signal. */
  problems(awaited: Awaited, signal: AbortSignal): AsyncGenerator<string | undefined, void, void>;
  /**
   * Resolves with a problem once it has lasted for `ms`; undefined when the signal aborts first. A language that is about
   * to be ready is no problem.
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
      for (let last: string | undefined; !signal.aborted;) {
        const now = (await problemOf(awaited))?.sentence;
        if (now !== last) yield now;
        last = now;
        await pause(ASK_EVERY_MS, signal);
      }
    },

    async stuck(ms, awaited, signal) {
      for (let since = performance.now(); !signal.aborted;) {
        const now = await problemOf(awaited);
        if (!now || now.isPassing) since = performance.now();
        else if (performance.now() - since >= ms) return now.sentence;
        await pause(Math.min(ASK_EVERY_MS, ms / 4), signal);
      }
      return undefined;
    },
  };

  async function workers(): Promise<readonly WorkerState[]> {
    if (performance.now() - askedAt > ASK_EVERY_MS) {
      askedAt = performance.now();
      asking = registry.alive().then(
        (alive) => void (known = alive),
        () => {}, // a request that needs Redis reports that Redis does not answer
      );
    }
    await asking;
    return known ?? [];
  }

  /** A running program has no problem: its worker finishes the run even when that worker can start no other. */
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
  /** Whether the problem ends by itself within seconds. */
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

/** For metrics: how many workers are alive, by whether they can run programs. */
export async function countWorkers(registry: WorkerRegistry): Promise<{ ready: number; unready: number }> {
  const alive = await registry.alive();
  const ready = alive.filter(({ problem }) => problem === null).length;
  return { ready, unready: alive.length - ready };
}

/** For readiness: rejects with a sentence when no worker can run programs. */
export async function requireWorker(registry: WorkerRegistry): Promise<void> {
  const alive = await registry.alive().catch(() => undefined); // Redis has its own check
  if (!alive || alive.some(({ problem }) => problem === null)) return;
  const noWorker = `No worker has been seen for ${WORKER_LIVES_S} s. Start a worker; until then submissions wait.`;
  throw new Error(alive[0]?.problem ?? noWorker);
}
