import type { StreamName } from '../../../domain/events.ts';
import { createHeldReader, type HeldAt } from '../thread/held-output.ts';
import type { InDialogue } from '../thread/job.ts';
import { askForSignal, createReader, type SharedOutput } from '../thread/shared-output.ts';
import { createInputReader, handled } from '../thread/shared-input.ts';
import type { Dialogue } from './dialogue.ts';

/** Functions that are called with what a program writes, takes and waits for. */
export interface Handlers {
  output(stream: StreamName, bytes: Uint8Array): void;
  took?(bytes: Uint8Array): void;
  waits?(seen: number): void;
}

/** Reads what one program writes and takes, from the memory that its thread shares, and hands it on in order. */
export interface Listener {
  /** Hands on the output that is there, and looks again and again until no more comes. */
  look(): void;
  /** Looks at the program's own buffer of stdout too from now on, as long as that is stdout's. */
  watch(held: HeldAt | null): void;
  /** The program took input, or waits for it. What it had written before comes before that. */
  handleDialogue(message: InDialogue): void;
  /** Hands on the rest. Called once, when the thread writes no more for this program. */
  finish(): void;
}

/** How often the output of a program that keeps writing is read: a signal for each of its writes would cost more. */
const LOOK_MS = 5;

/** How often the program's own buffer is looked at. Its content is handed on after one to two looks. */
const HELD_MS = 10;

export function createListener(output: SharedOutput, handlers: Handlers, dialogue: Dialogue | undefined): Listener {
  const read = createReader(output);
  const readInput = dialogue && createInputReader(dialogue.shared);
  const { output: handOn } = handlers;
  let looking: NodeJS.Timeout | undefined;
  let takeHeld = (_isLast?: boolean) => false;
  let watching: NodeJS.Timeout | undefined;
  return { look, watch, handleDialogue, finish };

  function look(): void {
    clearTimeout(looking);
    let isNew = read(handOn);
    if (!isNew) {
      askForSignal(output);
      isNew = read(handOn);
    }
    if (isNew) looking = setTimeout(look, LOOK_MS);
  }

  function watch(held: HeldAt | null): void {
    clearInterval(watching);
    takeHeld = held ? createHeldReader(output, held) : () => false;
    if (held) watching = setInterval(() => takeHeld() && look(), HELD_MS);
  }

  function handleDialogue({ place, seen }: InDialogue): void {
    if (!dialogue || !readInput) return;
    read(handOn, place);
    handlers.took?.(readInput(place.taken));
    handled(dialogue.shared);
    if (seen !== undefined && dialogue.waits(seen)) handlers.waits?.(seen);
  }

  function finish(): void {
    clearTimeout(looking);
    clearInterval(watching);
    takeHeld(true);
    handOnTaken();
    read(handOn);
  }

  /** The rest of the input that was taken, where no message has said at which place of the output. */
  function handOnTaken(): void {
    const rest = readInput?.();
    if (rest && rest.length > 0) handlers.took?.(rest);
  }
}
