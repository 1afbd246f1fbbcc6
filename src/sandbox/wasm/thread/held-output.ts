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
 * What a program has printed and its own library still holds, in a buffer that is written only when it is full. The
 * buffer is in the program's memory, which the host shares. The thread writes the held bytes before anything else that
 * it writes, and before it waits or ends. The host takes bytes that it has seen there at two looks: so they are shown
 * while the program computes, and are not lost when the program has to be ended.
 */
export interface HeldAt {
  readonly memory: SharedArrayBuffer;
  readonly place: HeldPlace;
}

/** Addresses in the program's memory. */
export type HeldPlace =
  /**
   * The address of two addresses: those of the pointers to the begin and to the end of the held bytes. C's stdio has
   * such pointers.
   */
  | { readonly pointers: number }
  /**
   * The address of the pointer to the first held byte, and the address of the number of held bytes, which has 64 bits
   * and is -1 where there are none.
   */
  | { readonly begin: number; readonly count: number };

interface Range {
  readonly begin: number;
  readonly end: number;
}

const NOTHING: Range = { begin: 0, end: 0 };
const LINE_BREAK = 10;

/**
 * For the thread: writes what is held, or only its whole lines, and empties the buffer. Returns what was held, and
 * whether it fitted.
 */
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

/**
 * For the host: each call takes what was held at the call before as well, the last call takes everything. Returns
 * whether there was anything to take.
 */
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

/** Addresses are checked: the program may have written anything there, and may have named any address. */
function heldIn(view: DataView, place: HeldPlace): Range {
  const word = (at: number, size = 4) => (at > view.byteLength - size ? 0 : view.getUint32(at, true));
  const begin = word('pointers' in place ? word(place.pointers) : place.begin);
  const end = 'pointers' in place ? word(word(place.pointers + 4)) : begin + word(place.count, 8);
  return begin > 0 && begin <= end && end <= view.byteLength ? { begin, end } : NOTHING;
}

/** Called only where something was held, so these addresses are in the memory. */
function empty(view: DataView, place: HeldPlace, { begin }: Range): void {
  if ('pointers' in place) view.setUint32(view.getUint32(place.pointers + 4, true), begin, true);
  else view.setBigInt64(place.count, -1n, true);
}
