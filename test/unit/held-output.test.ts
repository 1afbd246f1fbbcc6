import { beforeEach, describe, expect, it } from 'vitest';
import { createHeldReader, writeHeld } from '../../src/sandbox/wasm/thread/held-output.ts';
import { createReader, createSharedOutput, wasTruncated } from '../../src/sandbox/wasm/thread/shared-output.ts';

/** Where the program has its two addresses, its pointers, and its buffer. */
const [AT, BEGIN, END, BUFFER] = [8, 16, 20, 100];

describe('what a WebAssembly program`s own buffer holds', () => {
  let view: DataView<SharedArrayBuffer>;
  let output: ReturnType<typeof createSharedOutput>;
  let look: (isLast?: boolean) => boolean;
  let told: string;

  beforeEach(() => {
    view = new DataView(new SharedArrayBuffer(1000));
    output = createSharedOutput(20);
    look = createHeldReader(output, { memory: view.buffer, at: AT });
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
  const write = (linesOnly = false) => writeHeld(output, view, AT, linesOnly);
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
});
