import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from '../client.ts';
import { spawnEngine } from '../process.ts';

/** An engine for a group of measurements, with the languages that the group needs. */
export interface BenchEngine {
  readonly client: Client;
  /** Resolves when the engine can run programs of the language; rejects when the engine ends before. */
  untilReady(language: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * An engine as `npm start` starts it. A program that is measured several times is compiled each time, unless the
 * environment says otherwise.
 */
export async function benchEngine(
  environment: Record<string, string>,
  languages: readonly string[],
): Promise<BenchEngine> {
  const engine = await spawnEngine({ COMPILE_CACHE_MB: '0', LOG_LEVEL: 'warn', ...environment });
  const client = createClient(engine.url);
  const ended = engine.exited.then((how): never => {
    throw new Error(`the engine ended with ${how}: ${engine.logs().slice(-500)}`);
  });
  ended.catch(() => {}); // the engine may end after the measurements
  const untilReady = (id: string) => Promise.race([hasLanguage(client, id), ended]);
  for (const id of languages) await untilReady(id);
  return {
    client,
    untilReady,
    async close() {
      engine.kill('SIGTERM');
      await engine.exited;
    },
  };
}

async function hasLanguage(client: Client, id: string): Promise<void> {
  for (;;) {
    const list = await client.languages().catch(() => []);
    if (list.find((language) => language.id === id)?.ready) return;
    await sleep(200);
  }
}
