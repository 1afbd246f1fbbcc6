import { constants } from 'node:os';
import type { Outcome, Phase, Usage } from '../../domain.ts';
import type { PhaseResult } from './protocol.ts';

/** A phase as the agent and the engine saw it. */
export type Observed = PhaseResult & { readonly saidOutOfMemory: boolean };

export function outcomeOf(result: Observed, phase: Phase): Outcome {
  const { stdoutTruncated, stderrTruncated, cpuMs } = result;
  const usage: Usage = {
    compileMs: phase === 'compile' ? result.wallMs : null,
    runMs: phase === 'run' ? result.wallMs : null,
    cpuMs,
    memoryPeakBytes: result.peakBytes,
    stdoutTruncated,
    stderrTruncated,
    ...refusedBy(result),
  };
  if (result.limit) return { ...usage, kind: 'killed', phase, by: result.limit };
  if (result.signal === constants.signals.SIGKILL && result.outOfMemory) {
    return { ...usage, kind: 'killed', phase, by: 'memory' };
  }
  if (result.signal !== null) return { ...usage, kind: 'signalled', phase, signal: signalName(result.signal) };
  return { ...usage, kind: 'exited', phase, exitCode: result.exitCode ?? 0 };
}

/** The compile's time and peak belong to the record of the run too; its CPU time does not. */
export function withCompile(run: Outcome, compiled: Outcome | null): Outcome {
  return compiled ? { ...run, compileMs: compiled.compileMs } : run;
}

function refusedBy({ outOfMemory, forkRefused, saidOutOfMemory }: Observed): Pick<Usage, 'refused'> {
  if (forkRefused) return { refused: 'processes' };
  if (outOfMemory || saidOutOfMemory) return { refused: 'memory' };
  return {};
}

export function endedByEngine(limit: 'time' | 'memory', wallMs: number): PhaseResult {
  const flags = { outOfMemory: false, forkRefused: false, stdoutTruncated: false, stderrTruncated: false };
  return { exitCode: null, signal: null, limit, ...flags, wallMs, cpuMs: 0, peakBytes: 0 };
}

function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `SIG${number}`;
}
