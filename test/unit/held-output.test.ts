import { beforeEach, describe, expect, it } from 'vitest';
import { createHeldReader, writeHeld } from '../../src/sandbox/wasm/thread/held-output.ts';
import { createReader, createSharedOutput, wasTruncated } from '../../src/sandbox/wasm/thread/shared-output.ts';

/** The places of the program's two addresses, its pointers, and its buffer. */
const [AT, BEGIN, END, BUFFER] = [8, 16, 20, 100];

const place = { pointers: AT };

describe('the buffer of a WebAssembly program’s stdout', () => {
  let view: DataView<SharedArrayBuffer>;
  let output: ReturnType<typeof createSharedOutput>;
  let look: (isLast?: boolean) => boolean;
  let received: string;

  beforeEach(() => {
    view = new DataView(new SharedArrayBuffer(1000));
    output = createSharedOutput(20);
    look = createHeldReader(output, { memory: view.buffer, place });
    received = '';
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
    createReader(output)((_, part) => (received = Buffer.from(part).toString()));
    return received;
  };

  it('is sent when it was unchanged between two readings, and nothing is sent twice', () => {
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

  it('is not mixed up with the contents before the program emptied the buffer', () => {
    print('abcdef');
    look();
    write();
    print('ABC');
    expect([look(), read()]).toEqual([false, 'abcdef']);
    expect([look(), read()]).toEqual([true, 'abcdefABC']);
  });

  it('is not lost when the program is ended, and is kept up to the output limit', () => {
    print('0123456789');
    look();
    look();
    print('0123456789x');
    look(true);
    expect([read(), wasTruncated(output, 'stdout')]).toEqual(['01234567890123456789', true]);
  });

  it('gives only whole lines if a terminal would have shown only these', () => {
    print('line\nbegun');
    write(true);
    expect(read()).toBe('line\n');
  });

  it.each([
    [AT, 0xffff_fffe],
    [BEGIN, 0xffff_ffff],
    [END, 0xffff_ffff],
    [END, 1],
  ])('is empty when the program has overwritten its pointers with nonsense, at %i', (at, rubbish) => {
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

  it('may have a count of its bytes instead of a pointer to its end', () => {
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
