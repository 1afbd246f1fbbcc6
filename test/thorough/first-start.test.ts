import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, spawnEngine } from '../../tools/process.ts';
import { embeddedEngine } from '../support/embedded-engine.ts';
import { allEvents, eventually, submitted } from '../support/engine.ts';

const HELLO = '#include <iostream>\nint main() { std::cout << "hi\\n"; }';

const BUNDLE = `${ROOT}frontend/vendor/bundle.js`;

describe('the page of npm start', () => {
  it('is built before the first answer', async () => {
    await rm(BUNDLE);
    const folder = await mkdtemp(join(tmpdir(), 'codeengine-'));
    const engine = await spawnEngine({ DATA_DIR: folder, LANGUAGES: 'python' }, '--build-page');
    await eventually(async () => (await fetch(engine.url).catch(() => undefined))?.ok ?? false);
    expect((await fetch(`${engine.url}/vendor/bundle.js`)).status).toBe(200);
    engine.kill('SIGINT');
    expect(await engine.exited).toBe(0);
    await rm(folder, { recursive: true });
  });
});

describe('npm start for the first time', () => {
  const engine = embeddedEngine({ LIMIT_TIME_MS: '7000' }, { isNew: true });
  const ends = async (ids: string[]) =>
    Promise.all(ids.map(async (id) => (await allEvents(engine.url, id)).at(-1)?.data));

  it('runs C++ that is submitted before the compiler is ready, and before it precompiles headers', async () => {
    const id = await submitted(engine.url, HELLO, 'cpp');
    expect(await ends([id])).toMatchObject([{ status: 'completed', stdout: 'hi\n', sandbox: 'wasm' }]);
    expect(engine.process.logs()).not.toContain('headers are precompiled');
    await eventually(() => engine.process.logs().includes('headers are precompiled'));
  });

  it('answers while hostile programs run', async () => {
    const worst = [
      'while True: pass',
      'while True: print("x" * 1000)',
      'x = [bytearray(1 << 20) for _ in range(1000)]',
    ];
    const ids = await Promise.all(worst.map((code) => submitted(engine.url, code)));
    for (let n = 0; n < 10; n++) {
      const started = performance.now();
      await fetch(`${engine.url}/languages`);
      expect(performance.now() - started).toBeLessThan(3000);
    }
    expect(await ends(ids)).toMatchObject([{ reason: 'time' }, { reason: 'output' }, { reason: 'memory' }]);
  });
});
