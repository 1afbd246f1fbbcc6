import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { dataFolder } from './data-folder.ts';
import { eventually } from './engine.ts';
import { spawnEngine, type EngineProcess } from '../../tools/process.ts';

export interface EmbeddedEngine {
  readonly url: string;
  /** The process that was started last. */
  readonly process: EngineProcess;
  /** Where it keeps its data, over restarts too. */
  readonly folder: string;
  /** Starts it again, with further settings; resolves when it answers. */
  start(environment?: Record<string, string>): Promise<void>;
}

/** What `npm start` starts, for the tests of one file: up before the first of them, gone with its data after the last. */
export function embeddedEngine(
  environment: Record<string, string>,
  { isNew = false }: { /** On an empty folder, as at the first start ever. */ isNew?: boolean } = {},
): EmbeddedEngine {
  let folder: string;
  let engine: EngineProcess;
  const start = async (more: Record<string, string> = {}) => {
    engine = await spawnEngine({ DATA_DIR: folder, LANES: '2', LIMIT_TIME_MS: '4000', ...environment, ...more });
    await eventually(async () => (await fetch(`${engine.url}/healthz`).catch(() => undefined))?.status === 200);
  };
  beforeAll(async () => {
    folder = isNew ? await mkdtemp(join(tmpdir(), 'codeengine-')) : await dataFolder();
    await start();
  });
  afterAll(async () => {
    engine.kill('SIGKILL');
    await engine.exited;
    await rm(folder, { recursive: true });
  });
  return {
    get url() {
      return engine.url;
    },
    get process() {
      return engine;
    },
    get folder() {
      return folder;
    },
    start,
  };
}
