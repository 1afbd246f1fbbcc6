import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { embeddedEngine } from '../support/embedded-engine.ts';
import { allEvents, eventually, submitted } from '../support/engine.ts';

const HELLO = '#include <iostream>\nint main() { std::cout << "hi\\n"; }';

describe('npm start for the first time', () => {
  const engine = embeddedEngine({ LIMIT_TIME_MS: '7000' }, { isNew: true });
  const ends = async (ids: string[]) =>
    Promise.all(ids.map(async (id) => (await allEvents(engine.url, id)).at(-1)?.data));

  it('runs C++ that is submitted before the compiler is ready, and before it precompiles headers', async () => {
    const id = await submitted(engine.url, HELLO, 'cpp');
    expect(await ends([id])).toMatchObject([{ status: 'completed', stdout: 'hi\n', sandbox: 'wasm' }]);
    expect(engine.process.logs()).not.toContain('headers are precompiled');
    await eventually(() => engine.process.logs().includes('headers are precompiled'));
    const made = await readdir(join(engine.folder, 'wasm'));
    expect(made.filter((name) => name.endsWith('.o'))).toEqual([]); // these objects come with the engine
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
