import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeep } from '../../src/sandbox/wasm/host/keep.ts';
import { whyMissing } from '../../src/sandbox/wasm/host/missing.ts';
import { createTurns } from '../../src/sandbox/wasm/host/turns.ts';

describe('what is made once, such as precompiled headers', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'codeengine-keep-'))));
  afterEach(() => rm(folder, { recursive: true }));

  let times = 0;
  const get = (of: string, text = 'made') =>
    createKeep(folder, () => {}).get('bits.pch', [of], async () => Buffer.from(`${text} ${++times}`));
  const textOf = async (bytes: Promise<Uint8Array>) => Buffer.from(await bytes).toString();

  it('is kept across processes, and made again for another compiler, which replaces it', async () => {
    const first = await textOf(get('clang 22'));
    expect(await textOf(get('clang 22'))).toBe(first);
    expect(await textOf(get('clang 23'))).not.toBe(first);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('is made again when a power failure has cut off or damaged the file', async () => {
    const first = await textOf(get('clang'));
    const [file = ''] = await readdir(folder);
    await truncate(join(folder, file), 10);
    const second = await textOf(get('clang'));
    expect(second).not.toBe(first);
    const bytes = await readFile(join(folder, file));
    await writeFile(join(folder, file), bytes.fill(0, 0, 3));
    expect(await textOf(get('clang'))).not.toBe(second);
  });

  it('leaves no file of a process that was killed while it wrote', async () => {
    await writeFile(join(folder, 'abc-bits.pch.77.new'), 'half');
    await get('clang');
    expect((await readdir(folder)).filter((file) => file.endsWith('.new'))).toEqual([]);
  });

  it('need not be kept', async () => {
    const keep = createKeep(join(folder, 'file/in/the/way'), () => {});
    await writeFile(join(folder, 'file'), '');
    expect(await textOf(keep.get('a', [], async () => Buffer.from('made')))).toBe('made');
  });
});

describe('compiles', () => {
  it('run short compiles one after another', async () => {
    const turns = createTurns(3);
    let atOnce = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 5 }, () =>
        turns.use(async () => {
          most = Math.max(most, ++atOnce);
          await Promise.resolve();
          atOnce--;
        }),
      ),
    );
    expect(most).toBe(1);
  });

  it('run others beside a long compile, up to one for each lane', async () => {
    const turns = createTurns(3);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const long = (n: number) => turns.use(() => (begun.push(n), new Promise<void>((resolve) => ends.push(resolve))));
    const all = [1, 2, 3, 4].map(long);
    await expect.poll(() => begun, { timeout: 30_000 }).toEqual([1, 2, 3]);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(begun).toEqual([1, 2, 3]);
    ends[1]!();
    await expect.poll(() => begun, { timeout: 30_000 }).toEqual([1, 2, 3, 4]);
    for (const end of ends) end();
    await Promise.all(all);
  });

  it('continue after a failed compile', async () => {
    const turns = createTurns(3);
    await expect(turns.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await turns.use(async () => 'yes')).toBe('yes');
  });
});

describe('the reason why something is missing', () => {
  it.each([
    ['wasm-ld: error: /main.o: undefined symbol: fork', 'no processes'],
    ["main.c:1:10: fatal error: 'sys/wait.h' file not found", 'no processes'],
    ['wasm-ld: error: /main.o: undefined symbol: alarm', 'no alarms'],
    ["main.c:3:22: error: variable has incomplete type 'struct sigaction'", 'no alarms'],
    ["main.c:1:10: fatal error: 'ncurses.h' file not found", 'no terminal'],
    ["main.c:1:10: fatal error: 'pwd.h' file not found", 'Unix'],
  ])('is added below %j', (said, reason) => {
    expect(whyMissing(`${said}\n`)).toContain(reason);
  });

  it('is not added to an error that is only near such a name', () => {
    expect(whyMissing("main.c:2:3: error: expected ';'\n    2 |   fork() // bind, pause\n")).toBe('');
  });
});
