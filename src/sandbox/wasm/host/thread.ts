import { once } from 'node:events';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** A thread's end, whichever way it comes. */
export interface Thread<First> {
  readonly worker: Worker;
  /** What it said when it was ready. */
  readonly first: First;
  /** Resolves when it has ended, with what it threw, if it did. */
  readonly ended: Promise<Error | undefined>;
  end(): Promise<void>;
}

/** Starts a thread that sees no environment and writes nowhere; resolves when it says that it is ready. */
export async function startThread<First>(
  file: string,
  data: unknown,
  resourceLimits: WorkerOptions['resourceLimits'],
): Promise<Thread<First>> {
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: data,
    env: {},
    stdin: false,
    stdout: true,
    stderr: true,
    ...(resourceLimits && { resourceLimits }),
  });
  let thrown: Error | undefined;
  worker.on('error', (error) => (thrown = error));
  const ended = new Promise<Error | undefined>((resolve) => worker.once('exit', () => resolve(thrown)));
  const message = await Promise.race([once(worker, 'message'), ended]);
  if (!Array.isArray(message)) throw message ?? new Error('a thread ended before it was ready');
  return { worker, first: message[0] as First, ended, end: async () => void (await worker.terminate()) };
}
