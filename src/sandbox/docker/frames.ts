import { randomBytes } from 'node:crypto';
import { SESSION_MS, type Limits } from '../../domain/limits.ts';
import type { Message } from '../../inbox/inbox.ts';
import { HEADER, SECRET_BYTES } from './protocol.ts';

/** The frames that the engine sends to the guest agent, as docs/guest-protocol.md specifies them. */

/** The limits of a phase that the agent keeps. */
export type PhaseLimits = Pick<Limits, 'timeMs' | 'outputBytes'> & { readonly cpuMs?: number };

/** The largest payload of one frame, in bytes; longer bytes are sent in several frames. */
const PIECE = 64 * 1024;

/** F: a file, which the agent keeps until something runs. */
export function fileFrame(name: string, content: Uint8Array): Buffer {
  return frame('F', Buffer.concat([Buffer.from(`${name}\0`), content]));
}

export function filesFrames(files: readonly { name: string; bytes: Uint8Array }[]): Buffer {
  return Buffer.concat(files.map(({ name, bytes }) => fileFrame(name, bytes)));
}

/** E: variables of the environment of programs, beside the usual ones. */
export function environmentFrame(variables: Readonly<Record<string, string>>): Buffer {
  return frame('E', words(Object.entries(variables).map(([name, value]) => `${name}=${value}`)));
}

/** P: start this interpreter now; it waits for its source. */
export function prepareFrame(name: string, argv: readonly string[]): Buffer {
  return frame('P', words([name, ...argv]));
}

/**
 * B: give the prepared compiler its source. The compiler ends, or stops itself to go on at the next R with an empty
 * argv.
 */
export function compileFrame(limits: PhaseLimits): Buffer {
  return frame('B', numbersOf(limits));
}

/** K: each further run begins with what the work folder holds now. */
export function keepFrame(): Buffer {
  return frame('K', Buffer.alloc(0));
}

/** G: send the content of the work folder, unless it is more than this. */
export function giveFrame(mostBytes: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32LE(mostBytes);
  return frame('G', payload);
}

/**
 * W: the content of a work folder, as the agent of another container has sent it; the next run finds it in its own
 * folder.
 */
export function workFrames(bytes: Uint8Array): Buffer {
  return inPieces('W', bytes);
}

/** C: remove everything that the last run has left; the agent answers `c`, or ends. */
export function cleanFrame(): Buffer {
  return frame('C', Buffer.alloc(0));
}

/** A: send the files that the run has left, changed or new since K. */
export function artifactsFrame(): Buffer {
  return frame('A', Buffer.alloc(0));
}

/**
 * R: run this command, or, with an empty argv, let the prepared process go on. Without `cpuMs`, processor time has no
 * limit.
 */
export function runFrame(limits: PhaseLimits, argv: readonly string[]): Buffer {
  return frame('R', Buffer.concat([numbersOf(limits), words(argv)]));
}

/** N: run this command after a run, of which nothing stays; the agent answers `c` when the command begins, or ends. */
export function nextRunFrame(limits: PhaseLimits, argv: readonly string[]): Buffer {
  return frame('N', Buffer.concat([numbersOf(limits), words(argv)]));
}

/** I: the stdin of the next run; S: through a pipe. */
export function stdinFrames(input: string, piped = false): Buffer {
  const pieces = inPieces('I', Buffer.from(input));
  return piped ? Buffer.concat([pieces, frame('S', Buffer.alloc(0))]) : pieces;
}

/** L: stdin of the next run stays open; the program may wait for input for `idleMs` at a time. */
export function liveFrame(idleMs: number): Buffer {
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32LE(idleMs, 0);
  numbers.writeUInt32LE(SESSION_MS, 4);
  return frame('L', numbers);
}

/** M: what the running program reads next, and whether its input ends with it. */
export function messageFrame({ text, end }: Message): Buffer {
  return frame('M', Buffer.concat([Buffer.from([Number(end)]), Buffer.from(text)]));
}

/** Q: asks whether the kernel says in which call a process waits; the agent answers `v`. */
export function seesFrame(): Buffer {
  return frame('Q', Buffer.alloc(0));
}

/** The secret by which a supervisor and its engine know each other. No room sees it. */
export function createSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

/** H: the first frame to the supervisor of a cell. */
export function secretFrame(secret: Buffer): Buffer {
  return frame('H', secret);
}

/** D: for the supervisor: end the room and make the next one. Nothing may follow before the answer, `n`. */
export function endRoomFrame(): Buffer {
  return frame('D', Buffer.alloc(0));
}

function numbersOf({ timeMs, outputBytes, cpuMs = 0 }: PhaseLimits): Buffer {
  const numbers = Buffer.alloc(12);
  [timeMs, outputBytes, cpuMs].forEach((number, index) => numbers.writeUInt32LE(number, index * 4));
  return numbers;
}

function words(all: readonly string[]): Buffer {
  return Buffer.from(all.map((word) => `${word}\0`).join(''));
}

function inPieces(type: string, bytes: Uint8Array): Buffer {
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += PIECE) frames.push(frame(type, bytes.subarray(at, at + PIECE)));
  return Buffer.concat(frames);
}

function frame(type: string, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER);
  header.write(type, 0, 'latin1');
  header.writeUInt32LE(payload.length, 1);
  return Buffer.concat([header, payload]);
}
