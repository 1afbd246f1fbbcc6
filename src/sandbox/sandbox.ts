import type { RunEvent } from '../domain/events.ts';
import type { SandboxName } from '../domain/outcome.ts';
import type { SubmissionRequest } from '../domain/request.ts';
import type { Message } from '../inbox/inbox.ts';
import type { Language } from '../languages.ts';

/** A program to run: a request with its language, without tests. Its limits are narrower than the sandbox's. */
export interface Program extends Omit<SubmissionRequest, 'language' | 'tests'> {
  readonly language: Language;
  /** For an interactive program: the messages that are sent to it while it runs. */
  readonly live?: AsyncIterable<Message>;
}

/**
 * The end of the sentence that `ready` has for a language that is ready in a moment. Its programs wait in the queue.
 */
export const STARTING = 'is starting';

/** Runs untrusted programs, each in a sandbox of its own that no other program uses before or after it. */
export interface Sandbox {
  readonly name: SandboxName;
  /**
   * Compiles once, then does each run, in one sandbox that is thrown away. Yields output as it appears, and after that
   * how each step ended; nothing comes after a failed compile. A failure of the program is an Outcome. Of an
   * interactive program the sandbox also yields the input that it took and, where the sandbox can see that, when it
   * waits for input. Aborting kills the program and makes the generator throw `signal.reason`; leaving the loop early
   * kills it too. Throws when the sandbox itself fails (Docker does not answer, an image is missing).
   */
  run(program: Program, signal: AbortSignal): AsyncGenerator<RunEvent, void, void>;
  /** Resolves when programs of at least one language can run; rejects with a sentence that says why none can. */
  check(): Promise<void>;
  /** By a language's id: true, or a sentence why it cannot run now. */
  ready(): ReadonlyMap<string, true | string>;
  /** What runs each language, by its id, as far as the sandbox has found out: `CPython 3.10.14`. */
  versions(): Readonly<Record<string, string>>;
  /** Whether the sandbox sees that an interactive program waits; null while this is not known. */
  tellsWaiting(): boolean | null;
  /**
   * How many started sandboxes wait for a program, by what they hold. Left out where the driver does not count them.
   */
  warm?(): Readonly<Record<string, number>>;
  /** Kills what runs, and removes everything that the sandbox has made. */
  close(): Promise<void>;
}
