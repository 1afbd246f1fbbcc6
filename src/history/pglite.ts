import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Database } from './history.ts';
import type { Answer, Question } from './pglite-thread.ts';

/** A thread cannot load TypeScript, so it runs the built file in `dist` also in tests. */
const THREAD = new URL('../../dist/history/pglite-thread.js', import.meta.url);

/**
 * PostgreSQL in a thread of this process, with its data in `folder`. The database starts with the first query, which
 * waits for it: its start takes seconds of processor time, and memory. Rejects when another process uses the folder.
 */
export async function openPglite(folder: string): Promise<Database> {
  await mkdir(folder, { recursive: true }).catch((error: Error) => {
    throw new Error(`The folder ${folder} cannot be used: ${error.message}. Choose another folder with DATA_DIR.`, {
      cause: error,
    });
  });
  const lock = join(folder, 'engine.lock');
  await take(lock, folder);
  const asked = new Map<number, { resolve(rows: unknown[]): void; reject(error: Error): void }>();
  let ids = 0;
  let started: { readonly thread: Worker; readonly gone: Promise<unknown> } | undefined;

  return {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      return { rows: (await ask({ text, values })) as Row[] };
    },
    async script(text) {
      await ask({ text, values: [], isScript: true });
    },
    async close() {
      started?.thread.postMessage('close');
      await started?.gone;
      await rm(lock, { force: true });
    },
  };

  function ask(question: Omit<Question, 'id'>): Promise<unknown[]> {
    const id = ++ids;
    const rows = new Promise<unknown[]>((resolve, reject) => asked.set(id, { resolve, reject }));
    started ??= start();
    started.thread.postMessage({ id, ...question } satisfies Question);
    return rows;
  }

  function start() {
    const thread = new Worker(THREAD, { workerData: join(folder, 'history') });
    thread.on('message', (answer: Answer) => {
      const question = asked.get(answer.id);
      asked.delete(answer.id);
      if ('error' in answer) question?.reject(new Error(answer.error));
      else question?.resolve(answer.rows);
    });
    thread.on('error', (error) => asked.forEach(({ reject }) => reject(error)));
    return { thread, gone: once(thread, 'exit') };
  }
}

/** Two processes on one folder would destroy each other's data. */
async function take(lock: string, folder: string): Promise<void> {
  try {
    await writeFile(lock, `${process.pid}`, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = Number(await readFile(lock, 'utf8'));
    if (holder !== process.pid && isAlive(holder)) {
      const message = `${folder} is in use by process ${holder}. Stop that process, or choose another folder with DATA_DIR.`;
      throw new Error(message, { cause: error });
    }
    await writeFile(lock, `${process.pid}`); // left by a process that was killed
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
