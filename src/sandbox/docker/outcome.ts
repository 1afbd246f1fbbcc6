import { constants } from 'node:os';
import type { LimitName } from '../../domain/limits.ts';
import type { Outcome, Step, Usage } from '../../domain/outcome.ts';
import type { PhaseResult } from './protocol.ts';

/** A phase as the agent and the engine saw it. */
export type PhaseOutcome = PhaseResult & { readonly saidOutOfMemory: boolean };

export function outcomeOf(result: PhaseOutcome, step: Step): Outcome {
  const { stdoutTruncated, stderrTruncated, cpuMs, wallMs, stalledMs } = result;
  const usage: Usage = {
    wallMs,
    stalledMs,
    cpuMs,
    memoryPeakBytes: result.peakBytes,
    stdoutTruncated,
    stderrTruncated,
  };
  const seen = { step, usage, ...refusedBy(result) };
  if (result.limit) return { ...seen, kind: 'killed', by: result.limit };
  if (result.signal === constants.signals.SIGKILL && result.outOfMemory) {
    return { ...seen, kind: 'killed', by: 'memory' };
  }
  if (result.signal !== null) return { ...seen, kind: 'signalled', signal: signalName(result.signal) };
  return { ...seen, kind: 'exited', exitCode: result.exitCode ?? 0 };
}

function refusedBy({ outOfMemory, forkRefused, saidOutOfMemory }: PhaseOutcome): { refused?: LimitName } {
  if (forkRefused) return { refused: 'processes' };
  if (outOfMemory || saidOutOfMemory) return { refused: 'memory' };
  return {};
}

export function endedByEngine(limit: 'starved' | 'memory', wallMs: number): PhaseResult {
  const flags = {
    outOfMemory: false,
    forkRefused: false,
    hasCompiled: false,
    stdoutTruncated: false,
    stderrTruncated: false,
  };
  return { exitCode: null, signal: null, limit, ...flags, wallMs, stalledMs: null, cpuMs: 0, peakBytes: 0 };
}

function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `SIG${number}`;
}
