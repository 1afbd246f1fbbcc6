import { setTimeout as sleep } from 'node:timers/promises';
import type { InputEvent, OutputEvent, WaitingEvent } from '../domain/events.ts';

type StreamName = OutputEvent['stream'];

/** Short writes are joined for this long: a million of them become a few hundred events. */
const TELL_EVERY_MS = 5;
/** What follows a first write within this time belongs to it: `print` writes its line and its line break apart. */
const GATHER_MS = 1;
/** Most text in one event, in characters. */
const EVENT_MAX = 32 * 1024;
/** So many events keep the order of short writes to different streams; what comes then joins the last one of its stream. */
const MIXED_MAX = 8;
/** Enough of the end of stderr to hold the last line of a traceback, or the first where many calls follow it. */
const TAIL = 4096;

/** Turns raw bytes of two streams into events. What is pushed is held until its event is read; whoever pushes bounds it. */
export interface Output {
  push(stream: StreamName, bytes: Uint8Array): void;
  /** What the program has taken of its input, at this place of its output. */
  took(bytes: Uint8Array): void;
  /** The program waits for the input with this number. */
  waits(n: number): void;
  /** Nothing more comes. */
  end(): void;
  /** Whether stderr ends in what a language says of refused memory: a pattern. */
  saidOutOfMemory(pattern: string | undefined): boolean;
  /** The end of stderr: up to some thousand characters. */
  lastErrors(): string;
  /** Yields until the end; invalid UTF-8 becomes U+FFFD, a character split over pushes stays whole. */
  events(): AsyncGenerator<SaidEvent, void, void>;
}

/** What is said by a program, and to it. */
export type SaidEvent = OutputEvent | InputEvent | WaitingEvent;

export function createOutput(): Output {
  const decoders = {
    compiler: new TextDecoder('utf-8', decoding),
    stdout: new TextDecoder('utf-8', decoding),
    stderr: new TextDecoder('utf-8', decoding),
  };
  /** Whether the line that a stream writes goes on: it is not torn by another stream meanwhile. */
  const midLine = { compiler: false, stdout: false, stderr: false };
  const typed = new TextDecoder('utf-8', decoding);
  let pending: SaidEvent[] = [];
  let tail = '';
  let ended = false;
  let wake = () => {};
  let sayOver = () => {};
  const over = new Promise<void>((resolve) => (sayOver = resolve));

  return {
    push(stream, bytes) {
      add(stream, decoders[stream].decode(bytes, { stream: true }));
    },

    took(bytes) {
      const text = typed.decode(bytes, { stream: true });
      const last = pending.at(-1);
      if (last?.type === 'input' && last.text.length < EVENT_MAX) {
        pending[pending.length - 1] = { type: 'input', text: last.text + text };
      } else if (text !== '') pending.push({ type: 'input', text });
      wake();
    },

    waits(n) {
      pending.push({ type: 'waiting', since: new Date().toISOString(), n });
      wake();
    },

    end() {
      for (const stream of ['compiler', 'stdout', 'stderr'] as const) add(stream, decoders[stream].decode());
      ended = true;
      sayOver();
      wake();
    },

    saidOutOfMemory(pattern) {
      return pattern !== undefined && new RegExp(pattern, 'm').test(tail);
    },

    lastErrors: () => tail,

    async *events() {
      let quietUntil = 0;
      for (;;) {
        if (pending.length === 0) {
          if (ended) return;
          await new Promise<void>((resolve) => (wake = resolve));
          continue;
        }
        const wait = Math.max(GATHER_MS, quietUntil - performance.now());
        if (!ended) await Promise.race([sleep(wait), over]);
        quietUntil = performance.now() + TELL_EVERY_MS;
        const told = pending;
        pending = [];
        yield* told;
      }
    },
  };

  function add(stream: StreamName, text: string): void {
    if (stream === 'stderr') tail = (tail + text).slice(-TAIL);
    for (let at = 0; at < text.length;) {
      const index = toJoin(stream);
      const before = textOf(pending[index]);
      const piece = cut(text, at, EVENT_MAX - before.length);
      pending[index] = { type: 'output', stream, text: before + piece };
      at += piece.length;
    }
    if (text !== '') midLine[stream] = !text.endsWith('\n');
    if (!ended) wake();
  }

  /** The place of the event that further text of the stream belongs to; the end for a new one. */
  function toJoin(stream: StreamName): number {
    const index = pending.findLastIndex((event) => event.type !== 'output' || event.stream === stream);
    const isLast = index === pending.length - 1;
    const hasRoom = pending[index]?.type === 'output' && textOf(pending[index]).length < EVENT_MAX;
    return hasRoom && (isLast || pending.length >= MIXED_MAX || midLine[stream]) ? index : pending.length;
  }
}

function textOf(event: SaidEvent | undefined): string {
  return event?.type === 'output' ? event.text : '';
}

const decoding = { ignoreBOM: true };

/** At most `most` characters, or one more where that would split a surrogate pair. */
function cut(text: string, at: number, most: number): string {
  const end = at + most;
  const splits = end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1]!);
  return text.slice(at, splits ? end + 1 : end);
}
