import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeep } from '../../src/sandbox/wasm/host/keep.ts';
import { awaitFiles } from '../../src/sandbox/wasm/thread/awaited.ts';
import type { MemoryFile } from '../../src/sandbox/wasm/wasi/entries.ts';
import { createFiles } from '../../src/sandbox/wasm/wasi/files.ts';
import { whyMissing } from '../../src/sandbox/wasm/host/missing.ts';
import { createTurns } from '../../src/sandbox/wasm/host/turns.ts';

describe('a file that is made once, such as a precompiled header', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'codeengine-keep-'))));
  afterEach(() => rm(folder, { recursive: true }));

  let times = 0;
  const get = (of: string, text = 'made') =>
    createKeep(folder, () => {}).get('bits.pch', [of], async () => Buffer.from(`${text} ${++times}`));
  const textOf = async (bytes: Promise<Uint8Array>) => Buffer.from(await bytes).toString();

  it('is kept across processes, and is replaced when the compiler changes', async () => {
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

  it('has no remains of a process that was killed while it wrote', async () => {
    await writeFile(join(folder, 'abc-bits.pch.77.new'), 'half');
    await get('clang');
    expect((await readdir(folder)).filter((file) => file.endsWith('.new'))).toEqual([]);
  });

  it('is made also when it cannot be stored', async () => {
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
  ])('is added after %j', (said, reason) => {
    expect(whyMissing(`${said}\n`)).toContain(reason);
  });

  it('is not added to an error on a line that only mentions such a name', () => {
    expect(whyMissing("main.c:2:3: error: expected ';'\n    2 |   fork() // bind, pause\n")).toBe('');
  });
});

describe('files that arrive later', () => {
  const text = (node: unknown) => Buffer.from((node as MemoryFile).bytes).toString();
  const later = (asked?: string) => {
    const files = createFiles({ bytes: 1024, nodes: 8 });
    const come = { times: 0 };
    awaitFiles(files, { folder: 'work', ...(asked && { asked }) }, () => {
      come.times++;
      return { '/work/main.c': Buffer.from('main'), '/work/a/b.h': Buffer.from('b') };
    });
    return { files, come };
  };

  it('block a call that opens one, lists them, or makes another', () => {
    for (const look of [
      ({ files }: ReturnType<typeof later>) => files.find('/work/main.c'),
      ({ files }: ReturnType<typeof later>) => files.find('/work/none.h'),
      ({ files }: ReturnType<typeof later>) => [...(files.find('/work') as { entries: Map<string, unknown> }).entries],
      ({ files }: ReturnType<typeof later>) => files.put('/work/x/y', new Uint8Array(1)),
    ]) {
      const made = later();
      expect([made.files.find('/work')?.kind, made.come.times]).toEqual(['folder', 0]);
      look(made);
      look(made);
      expect(made.come.times).toBe(1);
      expect([text(made.files.find('/work/main.c')), text(made.files.find('work/a/b.h'))]).toEqual(['main', 'b']);
      expect(made.files.find('/work/none.h')).toBeUndefined();
    }
  });

  it('do not block the question whether the main file exists', () => {
    const { files, come } = later('main.c');
    expect([files.find('/work/main.c')?.kind, come.times]).toEqual(['file', 0]);
    expect([text(files.find('/work/main.c')), come.times]).toEqual(['main', 1]);
  });
});
