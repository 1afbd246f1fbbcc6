import { mostWallMs, SESSION_MS } from '../../domain/limits.ts';
import type { Language } from '../../languages.ts';
import { createOutput, type ProgramEvent } from '../output.ts';
import type { GuestContainer } from './container.ts';
import { hintFor } from './hints.ts';
import { endedByEngine, type PhaseOutcome } from './outcome.ts';
import { countIn, parseResult, type PhaseResult } from './protocol.ts';
import type { Typed } from './typed.ts';

/**
 * How much later than the agent's longest wall time the outer limit ends a phase. Nothing depends on the agent's
 * honesty.
 */
const OUTER_SLACK_MS = 2000;

/** What the engine decides about a phase: that it has ended, or has to end. */
export interface ForcedEnd {
  over?: boolean;
  endedFor?: 'starved' | 'memory';
}

export function endFor(container: GuestContainer, end: ForcedEnd, why: 'starved' | 'memory'): void {
  end.endedFor = why;
  void container.dispose();
}

/**
 * Yields the phase's output and returns its result. `language` is given for the phase of a program, and explains its
 * stderr; `typed` is the input of an interactive program.
 */
export async function* follow(
  container: GuestContainer,
  limitMs: number,
  end: ForcedEnd,
  { language, typed }: { language?: Language; typed?: Typed | undefined } = {},
): AsyncGenerator<ProgramEvent, PhaseOutcome, void> {
  const output = createOutput();
  const started = performance.now();
  const outer = setTimeout(
    () => endFor(container, end, 'starved'),
    mostWallMs(limitMs) + (typed ? SESSION_MS : 0) + OUTER_SLACK_MS,
  );
  const result = readPhase();
  result.catch(() => {}); // it is thrown below, however late the output is read
  try {
    yield* output.events();
    const ended = await result;
    const hint = language && ended.exitCode ? hintFor(language, output.lastErrors()) : undefined;
    if (hint) yield { type: 'output', stream: 'stderr', text: `${hint}\n` };
    return { ...ended, saidOutOfMemory: output.saidOutOfMemory(language?.outOfMemory) };
  } finally {
    end.over = true;
    clearTimeout(outer);
  }

  async function readPhase(): Promise<PhaseResult> {
    try {
      for await (const { type, payload } of container.frames()) {
        if (type === 'o') output.push('stdout', payload);
        if (type === 'e') output.push('stderr', payload);
        if (type === 't' && typed) output.took(typed.take(countIn(payload)));
        if (type === 'b') output.waits(countIn(payload) + 1);
        if (type === 'x') return parseResult(payload);
      }
      const why = end.endedFor ?? ((await container.wasOutOfMemory()) ? 'memory' : undefined);
      if (why) return endedByEngine(why, performance.now() - started);
      throw new Error('the sandbox ended before its program did');
    } finally {
      output.end();
    }
  }
}
