import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { parentPort, Worker, workerData, type MessagePort } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

/** The thread of PGlite, whose start takes a second of processor time. */

export interface Question {
  readonly id: number;
  readonly text: string;
  readonly values: readonly unknown[];
  /** Several statements in one transaction. */
  readonly isScript?: boolean;
}

export type Answer = { readonly id: number } & ({ readonly rows: unknown[] } | { readonly error: string });

/** Type number of bytea. PGlite's own conversion takes a second for each megabyte. */
const BYTEA = 17;
const asHex = {
  serializers: { [BYTEA]: (bytes: Uint8Array) => `\\x${viewOf(bytes).toString('hex')}` },
  parsers: { [BYTEA]: (text: string) => Buffer.from(text.slice(2), 'hex') },
};

const port = parentPort as MessagePort;
const opening = open(workerData as string);
opening.catch(() => {}); // every query is answered with this error

port.on('message', (message: Question | 'close') => {
  void (message === 'close' ? close() : answer(message));
});

async function open(folder: string): Promise<PGlite> {
  if (!existsSync(folder))
    await once(new Worker(new URL('./pglite-create.js', import.meta.url), { workerData: folder }), 'exit');
  return PGlite.create(folder);
}

async function answer({ id, text, values, isScript }: Question): Promise<void> {
  try {
    const database = await opening;
    const { rows } = isScript
      ? await database.transaction(async (all) => ({ rows: await all.exec(text) }))
      : await database.query(text, [...values], asHex);
    port.postMessage({ id, rows } satisfies Answer);
  } catch (error) {
    port.postMessage({ id, error: error instanceof Error ? error.message : String(error) } satisfies Answer);
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

async function close(): Promise<void> {
  await opening.then((database) => database.close()).catch(() => {}); // the process ends anyway
  port.close();
}
