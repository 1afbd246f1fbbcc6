import type { RunEvent } from '../domain/events.ts';
import type { SandboxName } from '../domain/outcome.ts';
import type { SubmissionRequest } from '../domain/request.ts';
import type { Message } from '../inbox/inbox.ts';
import type { Language } from '../languages.ts';

/** What to run: a request with its language, without what is expected. Its limits are narrower than the sandbox's own. */
export interface Program extends Omit<SubmissionRequest, 'language' | 'tests'> {
  readonly language: Language;
  /** Where it is interactive, what is sent to it while it runs. */
  readonly live?: AsyncIterable<Message>;
}

/** How the sentence ends that `ready` has for a language which needs only a moment: its programs wait in the queue. */
export const STARTING = 'is starting';

/** Runs untrusted programs, each in a sandbox of its own that no other program has been in or will be. */
export interface Sandbox {
  readonly name: SandboxName;
  /**
   * Compiles once, then does each run, in one sandbox that is thrown away. Yields output as it appears, and after it how
   * each step ended; nothing comes after a compile that failed. The program's failure is an Outcome. Of an interactive
   * program it also says when it waits for input, where it can tell, and what it took.
   * Aborting kills the program and makes the generator throw `signal.reason`; leaving the loop early kills it too.
   * Throws when the sandbox itself fails (Docker is away, an image is missing).
   */
  run(program: Program, signal: AbortSignal): AsyncGenerator<RunEvent, void, void>;
  /** Resolves when programs can be run, of one language at least; rejects with a sentence that says why none can. */
  check(): Promise<void>;
  /** By a language's id: true, or a sentence why it cannot run now. */
  ready(): ReadonlyMap<string, true | string>;
  /** What runs each language, by its id, as the sandbox found it out: `CPython 3.10.14`. Without those it does not know yet. */
  versions(): Readonly<Record<string, string>>;
  /** Whether it tells that an interactive program waits; null while it does not know. */
  tellsWaiting(): boolean | null;
  /** How many sandboxes are started and wait, by what they hold. A driver that does not count them leaves it out. */
  warm?(): Readonly<Record<string, number>>;
  /** Kills what runs and removes everything it made. */
  close(): Promise<void>;
}
