import type { OutputEvent, Outcome, SandboxName } from '../domain.ts';
import type { Language } from '../languages.ts';

/** What to run. Limits belong to the sandbox, which is made with them. */
export interface Program {
  readonly language: Language;
  readonly code: string;
  readonly input: string;
}

/** Runs untrusted programs, each in a sandbox of its own that is thrown away afterwards. */
export interface Sandbox {
  readonly name: SandboxName;
  /**
   * Yields output as it appears and returns how the program ended; the program's failure is an Outcome.
   * Aborting kills the program and makes the generator throw `signal.reason`; leaving the loop early kills it too.
   * Throws when the sandbox itself fails (Docker is away, an image is missing).
   */
  run(program: Program, signal: AbortSignal): AsyncGenerator<OutputEvent, Outcome, void>;
  /** Resolves when programs can be run; rejects with a sentence that says why they cannot. */
  check(): Promise<void>;
  /** What runs each language, by its id, as the sandbox found it out: `CPython 3.10.14`. Without those it does not know yet. */
  versions(): Readonly<Record<string, string>>;
  /** How many sandboxes are started and wait, by what they hold; without it nobody can tell. */
  warm?(): Readonly<Record<string, number>>;
  /** Kills what runs and removes everything it made. */
  close(): Promise<void>;
}
