import type { Artifacts } from '../src/domain/artifacts.ts';
import type { OutputEvent } from '../src/domain/events.ts';
import type { Limits } from '../src/domain/limits.ts';
import type { Outcome } from '../src/domain/outcome.ts';
import type { Program, Sandbox } from '../src/sandbox/sandbox.ts';
import { programFor } from './programs.ts';

export interface Ran {
  /** The outcome of the last step. */
  readonly outcome: Outcome;
  readonly steps: readonly Outcome[];
  readonly stdout: string;
  readonly stderr: string;
  /** The files that the program has written, if the program asks for artifacts. */
  readonly artifacts: Artifacts | undefined;
  /** Each event, and its time in ms after the start. */
  readonly events: readonly (OutputEvent & { readonly at: number })[];
}

/** Runs a program of one file to its end. */
export function runIn(
  sandbox: Sandbox,
  language: string,
  code: string,
  input = '',
  limits: Partial<Limits> = {},
): Promise<Ran> {
  return runProgram(sandbox, { ...programFor(language, code, input), limits });
}

/** Runs a program to its end, also one with several files or with arguments. */
export async function runProgram(sandbox: Sandbox, program: Program): Promise<Ran> {
  const started = performance.now();
  const events: (OutputEvent & { at: number })[] = [];
  const steps: Outcome[] = [];
  let artifacts: Artifacts | undefined;
  for await (const event of sandbox.run(program, AbortSignal.timeout(250_000))) {
    if (event.type === 'ended') steps.push(event.outcome);
    else if (event.type === 'artifacts') artifacts = event;
    else if (event.type === 'output') events.push({ ...event, at: performance.now() - started });
  }
  const text = (stream: string) => events.map((event) => (event.stream === stream ? event.text : '')).join('');
  return { outcome: steps.at(-1)!, steps, stdout: text('stdout'), stderr: text('stderr'), artifacts, events };
}

/** Reads events to their end. Rejects when the sandbox fails, or when the caller has aborted the run. */
export async function readToEnd(run: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of run) continue;
}

/** Resolves when the sandbox can run programs in every language, or in the given one. */
export async function whenReady(sandbox: Sandbox, of: { language?: string; ms?: number } = {}): Promise<void> {
  const { language, ms = 300_000 } = of;
  for (const until = Date.now() + ms; ;) {
    try {
      await sandbox.check();
      const states = sandbox.ready();
      const why = (language ? [states.get(language)] : [...states.values()]).find((state) => state !== true);
      if (why === undefined) return;
      throw new Error(why);
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
