import {
  addTo,
  flushesOf,
  lock,
  lockIfFree,
  markFlush,
  setTaken,
  taken,
  unlock,
  type SharedOutput,
} from './shared-output.ts';

/**
 * What a compiled program has printed and its C library still holds: a full buffer in the program's memory, which the
 * host shares. The thread writes it before anything else that it writes, and before it waits or ends; the host takes what
 * has been there for one of its looks, so it is told while the program computes, and not lost when it has to be ended.
 */
export interface HeldAt {
  readonly memory: SharedArrayBuffer;
  /** Where two addresses are: of the pointers to where the held bytes begin, and end. */
  readonly at: number;
}

interface Range {
  readonly begin: number;
  readonly end: number;
}

const NOTHING: Range = { begin: 0, end: 0 };
const LINE_BREAK = 10;

/** The thread's end: writes what is held, or its whole lines, and empties the buffer; what it was, and whether it fitted. */
export function writeHeld(
  output: SharedOutput,
  view: DataView,
  at: number,
  linesOnly = false,
): Range & { fits: boolean } {
  const { control } = output;
  lock(control);
  const held = heldIn(view, at);
  let fits = true;
  if (held.end > held.begin) {
    const bytes = new Uint8Array(view.buffer, held.begin, held.end - held.begin);
    const wanted = linesOnly ? bytes.lastIndexOf(LINE_BREAK) + 1 : bytes.length;
    fits = addTo(output, 'stdout', bytes.subarray(Math.min(taken(control), wanted), wanted));
    view.setUint32(view.getUint32(at + 4, true), held.begin, true);
    markFlush(control);
  }
  unlock(control);
  return { ...held, fits };
}

/** The host's end: each look takes what was held at the look before, the last one all; whether that is anything. */
export function createHeldReader(output: SharedOutput, { memory, at }: HeldAt): (isLast?: boolean) => boolean {
  const { control } = output;
  const view = new DataView(memory);
  let before = { ...NOTHING, flushes: -1 };
  return (isLast = false) => {
    if (!lockIfFree(control)) return false;
    const now = { ...heldIn(view, at), flushes: flushesOf(control) };
    const isSame = now.flushes === before.flushes && now.begin === before.begin && now.end >= before.end;
    const end = isLast ? now.end : isSame ? before.end : now.begin;
    const from = Math.min(now.begin + taken(control), end);
    before = now;
    if (end > from) {
      addTo(output, 'stdout', new Uint8Array(memory, from, end - from));
      setTaken(control, end - now.begin);
    }
    unlock(control);
    return end > from;
  };
}

/** The program may have written anything there. */
function heldIn(view: DataView, at: number): Range {
  const word = (address: number) => (address > view.byteLength - 4 ? 0 : view.getUint32(address, true));
  const [begin, end] = [word(word(at)), word(word(at + 4))];
  return begin > 0 && begin <= end && end <= view.byteLength ? { begin, end } : NOTHING;
}
