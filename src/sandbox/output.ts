import { setTimeout as sleep } from 'node:timers/promises';
import type { InputEvent, OutputEvent, WaitingEvent } from '../domain/events.ts';

type StreamName = OutputEvent['stream'];

/** Short writes are joined into one event for this long: a million writes become a few hundred events. */
const EVENTS_EVERY_MS = 5;
/**
 * A write that follows a first one within this time is joined to it: `print` writes a line and its line break
 * separately.
 */
const GATHER_MS = 1;
/** The most text in one event, in characters. */
const EVENT_MAX = 32 * 1024;
/**
 * So many events keep the order of short writes to different streams. After that, text joins the last event of its
 * stream.
 */
const MIXED_MAX = 8;
/**
 * How many characters of the end of stderr are kept: enough for the last line of a traceback, or for the first one
 * above many calls.
 */
const TAIL = 4096;

/** Turns the raw bytes of streams into events. Bytes are held until their event is read; the caller bounds how many. */
export interface Output {
  push(stream: StreamName, bytes: Uint8Array): void;
  /** The program took these bytes of its input, at this place of its output. */
  took(bytes: Uint8Array): void;
  /** The program waits for the input with this number. */
  waits(n: number): void;
  /** Nothing more comes. */
  end(): void;
  /** Whether the end of stderr matches a language's pattern for refused memory. */
  saidOutOfMemory(pattern: string | undefined): boolean;
  /** The end of stderr: up to some thousand characters. */
  lastErrors(): string;
  /** Yields until the end. Invalid UTF-8 becomes U+FFFD; a character that is split over pushes stays whole. */
  events(): AsyncGenerator<ProgramEvent, void, void>;
}

/** Output of a program, input that it took, and its waiting for input. */
export type ProgramEvent = OutputEvent | InputEvent | WaitingEvent;

export function createOutput(): Output {
  const decoders = {
    compiler: new TextDecoder('utf-8', decoding),
    stdout: new TextDecoder('utf-8', decoding),
    stderr: new TextDecoder('utf-8', decoding),
  };
  /** Whether a stream is in the middle of a line, which another stream must not split. */
  const midLine = { compiler: false, stdout: false, stderr: false };
  const typed = new TextDecoder('utf-8', decoding);
  let pending: ProgramEvent[] = [];
  let tail = '';
  let ended = false;
  let wake = () => {};
  let resolveOver = () => {};
  const over = new Promise<void>((resolve) => (resolveOver = resolve));

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
      resolveOver();
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
        quietUntil = performance.now() + EVENTS_EVERY_MS;
        const batch = pending;
        pending = [];
        yield* batch;
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

  /** The index of the event to which further text of the stream is added; the end for a new event. */
  function toJoin(stream: StreamName): number {
    const index = pending.findLastIndex((event) => event.type !== 'output' || event.stream === stream);
    const isLast = index === pending.length - 1;
    const hasRoom = pending[index]?.type === 'output' && textOf(pending[index]).length < EVENT_MAX;
    return hasRoom && (isLast || pending.length >= MIXED_MAX || midLine[stream]) ? index : pending.length;
  }
}

function textOf(event: ProgramEvent | undefined): string {
  return event?.type === 'output' ? event.text : '';
}

const decoding = { ignoreBOM: true };

/** At most `most` characters, or one more where that would split a surrogate pair. */
function cut(text: string, at: number, most: number): string {
  const end = at + most;
  const splits = end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1]!);
  return text.slice(at, splits ? end + 1 : end);
}
