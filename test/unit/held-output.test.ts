import { beforeEach, describe, expect, it } from 'vitest';
import { createHeldReader, writeHeld } from '../../src/sandbox/wasm/thread/held-output.ts';
import { createReader, createSharedOutput, wasTruncated } from '../../src/sandbox/wasm/thread/shared-output.ts';

/** Where the program has its two addresses, its pointers, and its buffer. */
const [AT, BEGIN, END, BUFFER] = [8, 16, 20, 100];

const place = { pointers: AT };

describe('what a WebAssembly program`s own buffer holds', () => {
  let view: DataView<SharedArrayBuffer>;
  let output: ReturnType<typeof createSharedOutput>;
  let look: (isLast?: boolean) => boolean;
  let told: string;

  beforeEach(() => {
    view = new DataView(new SharedArrayBuffer(1000));
    output = createSharedOutput(20);
    look = createHeldReader(output, { memory: view.buffer, place });
    told = '';
    for (const [at, value] of [
      [AT, BEGIN],
      [AT + 4, END],
      [BEGIN, BUFFER],
      [END, BUFFER],
    ] as const)
      view.setUint32(at, value, true);
  });

  const print = (text: string) => {
    const end = view.getUint32(END, true);
    new Uint8Array(view.buffer, end).set(Buffer.from(text));
    view.setUint32(END, end + text.length, true);
  };
  const write = (linesOnly = false) => writeHeld(output, view, place, linesOnly);
  const read = () => {
    createReader(output)((_, part) => (told = Buffer.from(part).toString()));
    return told;
  };

  it('is told once it has been there for a look, and nothing twice', () => {
    print('one');
    look();
    expect(read()).toBe('');
    print(' two');
    expect(look()).toBe(true);
    expect(read()).toBe('one');
    write();
    expect(read()).toBe('one two');
    expect([look(), look(), read()]).toEqual([false, false, 'one two']);
  });

  it('is not taken for what an emptied buffer held before', () => {
    print('abcdef');
    look();
    write();
    print('ABC');
    expect([look(), read()]).toEqual([false, 'abcdef']);
    expect([look(), read()]).toEqual([true, 'abcdefABC']);
  });

  it('is not lost when the program has to be ended, nor is more than the cap kept', () => {
    print('0123456789');
    look();
    look();
    print('0123456789x');
    look(true);
    expect([read(), wasTruncated(output, 'stdout')]).toEqual(['01234567890123456789', true]);
  });

  it('is only whole lines where a terminal would have shown no more', () => {
    print('line\nbegun');
    write(true);
    expect(read()).toBe('line\n');
  });

  it.each([
    [AT, 0xffff_fffe],
    [BEGIN, 0xffff_ffff],
    [END, 0xffff_ffff],
    [END, 1],
  ])('is nothing when the program has put rubbish at %i', (at, rubbish) => {
    print('text');
    view.setUint32(at, rubbish, true);
    expect([look(), look(), look(true)]).toEqual([false, false, false]);
    expect(write().fits).toBe(true);
    expect(read()).toBe('');
  });

  const heldAt = (count: number) => {
    const { begin, end } = writeHeld(output, view, { begin: BEGIN, count });
    return [begin, end];
  };

  it('may be counted where its end is not pointed to', () => {
    const counted = { begin: BEGIN, count: END + 4 };
    view.setBigInt64(counted.count, -1n, true);
    look = createHeldReader(output, { memory: view.buffer, place: counted });
    expect([look(), look()]).toEqual([false, false]);
    new Uint8Array(view.buffer, BUFFER).set(Buffer.from('abc'));
    view.setBigInt64(counted.count, 3n, true);
    expect([look(), look(), read()]).toEqual([false, true, 'abc']);
    writeHeld(output, view, counted);
    expect([read(), view.getBigInt64(counted.count, true)]).toEqual(['abc', -1n]);
    for (const count of [996, 1e300]) expect(heldAt(count)).toEqual([BUFFER, BUFFER]);
  });
});
