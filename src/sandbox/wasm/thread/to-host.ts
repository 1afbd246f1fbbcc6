import { parentPort, type MessagePort } from 'node:worker_threads';
import type { Ended, FromRunThread } from './job.ts';
import type { Left } from './left.ts';

/** What the thread sends to its host, and how its work ends. */

const port = parentPort as MessagePort;

/** Lists the files that the program leaves, where the submission asks for them. */
let left: (() => Left) | undefined;

export function say(message: FromRunThread): void {
  port.postMessage(message);
}

/** From now on the end of a program is sent with what this lists. */
export function tellAtEnd(what: (() => Left) | undefined): void {
  left = what;
}

export function sayEnded(how: Ended): void {
  say({ ...how, ...(left && { left: left() }) });
}

/** Sends how the program ended, and blocks until the host ends the thread: no handler of the program sees an exception of ours. */
export function end(how: Ended): never {
  sayEnded(how);
  for (;;) pause(Infinity);
}

/** Blocks the thread. */
export function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
