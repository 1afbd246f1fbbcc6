import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { dataFolder } from './data-folder.ts';
import { eventually } from './engine.ts';
import { spawnEngine, type EngineProcess } from '../../tools/process.ts';

export interface EmbeddedEngine {
  readonly url: string;
  /** The current process. */
  readonly process: EngineProcess;
  /** The data folder, which restarts keep. */
  readonly folder: string;
  /** Starts the engine again, with further settings; resolves when it answers. */
  start(environment?: Record<string, string>): Promise<void>;
}

/** An engine as `npm start` starts it, for the tests of one file. Its data is deleted after the last test. */
export function embeddedEngine(
  environment: Record<string, string>,
  { isNew = false }: { /** On an empty folder, as at the first start. */ isNew?: boolean } = {},
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
