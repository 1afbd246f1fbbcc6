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
 * What a program has printed and its own library still holds: a full buffer in the program's memory, which the host
 * shares. The thread writes it before anything else that it writes, and before it waits or ends; the host takes what has
 * been there for one of its looks, so it is told while the program computes, and not lost when it has to be ended.
 */
export interface HeldAt {
  readonly memory: SharedArrayBuffer;
  readonly place: HeldPlace;
}

/** Addresses in the program's memory. */
export type HeldPlace =
  /** Of two addresses: of the pointers to where the held bytes begin, and end. C's stdio has such pointers. */
  | { readonly pointers: number }
  /** Of the pointer to where they begin, and of their number, which has 64 bits: -1 where there are none. */
  | { readonly begin: number; readonly count: number };

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
  place: HeldPlace,
  linesOnly = false,
): Range & { fits: boolean } {
  const { control } = output;
  lock(control);
  const held = heldIn(view, place);
  let fits = true;
  if (held.end > held.begin) {
    const bytes = new Uint8Array(view.buffer, held.begin, held.end - held.begin);
    const wanted = linesOnly ? bytes.lastIndexOf(LINE_BREAK) + 1 : bytes.length;
    fits = addTo(output, 'stdout', bytes.subarray(Math.min(taken(control), wanted), wanted));
    empty(view, place, held);
    markFlush(control);
  }
  unlock(control);
  return { ...held, fits };
}

/** The host's end: each look takes what was held at the look before, the last one all; whether that is anything. */
export function createHeldReader(output: SharedOutput, { memory, place }: HeldAt): (isLast?: boolean) => boolean {
  const { control } = output;
  const view = new DataView(memory);
  let before = { ...NOTHING, flushes: -1 };
  return (isLast = false) => {
    if (!lockIfFree(control)) return false;
    const now = { ...heldIn(view, place), flushes: flushesOf(control) };
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

/** The program may have written anything there, and named any address. */
function heldIn(view: DataView, place: HeldPlace): Range {
  const word = (at: number, size = 4) => (at > view.byteLength - size ? 0 : view.getUint32(at, true));
  const begin = word('pointers' in place ? word(place.pointers) : place.begin);
  const end = 'pointers' in place ? word(word(place.pointers + 4)) : begin + word(place.count, 8);
  return begin > 0 && begin <= end && end <= view.byteLength ? { begin, end } : NOTHING;
}

/** Where something was held, so these addresses are in the memory. */
function empty(view: DataView, place: HeldPlace, { begin }: Range): void {
  if ('pointers' in place) view.setUint32(view.getUint32(place.pointers + 4, true), begin, true);
  else view.setBigInt64(place.count, -1n, true);
}
