import type { Artifacts } from '../../domain/artifacts.ts';
import type { OutputEvent, RunEvent } from '../../domain/events.ts';
import type { Outcome } from '../../domain/outcome.ts';
import { createOutput } from '../output.ts';

/** Turns a host's messages about one program into the events of its steps, in order. */
export interface Steps {
  output(stream: OutputEvent['stream'], bytes: Uint8Array): void;
  took(bytes: Uint8Array): void;
  waits(n: number): void;
  /** The current step has ended with this outcome; what comes later belongs to the next step. */
  ended(outcome: Outcome): void;
  /** The files that the program has left, where somebody asked for them. */
  left(artifacts: Artifacts): void;
  /** There is no further step. */
  done(): void;
  /** The sandbox has failed: `events` throws this. */
  failed(error: Error): void;
  /** Yields until there is no further step. `outOfMemory` is the language's text on stderr when memory was refused. */
  events(outOfMemory: string | undefined): AsyncGenerator<RunEvent, void, void>;
}

export function createSteps(): Steps {
  const first = createStep();
  let last = first;
  let left: Artifacts | undefined;

  return {
    output: (stream, bytes) => last.output.push(stream, bytes),
    took: (bytes) => last.output.took(bytes),
    waits: (n) => last.output.waits(n),
    ended(outcome) {
      const next = createStep();
      last.end({ outcome, next });
      last = next;
    },
    left: (artifacts) => void (left = artifacts),
    done: () => last.end(undefined),
    failed: (error) => last.fail(error),

    async *events(outOfMemory) {
      for (let step: Step | undefined = first; step;) {
        const { output }: Step = step;
        yield* output.events();
        const end: End | undefined = await step.ended;
        const refused = output.saidOutOfMemory(outOfMemory) && { refused: 'memory' as const };
        if (end) yield { type: 'ended', outcome: { ...end.outcome, ...refused } };
        step = end?.next;
      }
      if (left) yield { type: 'artifacts', ...left };
    },
  };
}

type Step = ReturnType<typeof createStep>;
interface End {
  readonly outcome: Outcome;
  readonly next: Step;
}

function createStep() {
  const output = createOutput();
  let resolve = (_end: End | undefined) => {};
  let reject = (_error: Error) => {};
  const ended = new Promise<End | undefined>((yes, no) => ([resolve, reject] = [yes, no]));
  ended.catch(() => {}); // `events` throws it
  return {
    output,
    ended,
    end(how: End | undefined) {
      resolve(how);
      output.end();
    },
    fail(error: Error) {
      reject(error);
      output.end();
    },
  };
}
