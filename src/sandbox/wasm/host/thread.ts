import { once } from 'node:events';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** A worker thread that has started. */
export interface Thread<First> {
  readonly worker: Worker;
  /** The thread's first message, which says that it is ready. */
  readonly first: First;
  /** Resolves when the thread has ended, with the error that it threw, if any. */
  readonly ended: Promise<Error | undefined>;
  end(): Promise<void>;
}

/**
 * Starts a thread without environment and stdin, whose output goes nowhere. Resolves with its first message; rejects
 * when the thread ends before that.
 */
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
