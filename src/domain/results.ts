import { mostWallMs, SESSION_MS, type LimitName, type Limits } from './limits.ts';
import { ownMs, type Outcome, type Usage } from './outcome.ts';
import type { Result } from './record.ts';

/**
 * The only rules of status: they turn what a sandbox saw into a status and a reason of the API, with one plain
 * sentence.
 */
export function resultOf(steps: readonly Outcome[], limits: Limits): Result {
  const last = steps.at(-1);
  if (!last) throw new Error('the sandbox told of no step');
  const compile = steps.find(({ step }) => step.phase === 'compile');
  const { reason, message } = last.step.phase === 'compile' ? compileVerdict(last, limits) : runVerdict(last, limits);
  return {
    status: reason === null ? 'completed' : reason === 'time' || reason === 'idle' ? 'timeout' : 'error',
    reason,
    message,
    exitCode: last.kind === 'exited' ? last.exitCode : null,
    signal: last.kind === 'signalled' ? last.signal : null,
    compileMs: compile ? ownMs(compile.usage) : null,
    runMs: last.step.phase === 'run' ? ownMs(last.usage) : null,
    usage: last.usage,
  };
}

/** A result for a run that did not end by itself: the caller has cancelled it, or the engine has failed. */
export function resultWithoutRun(
  reason: 'cancelled' | 'internal',
  message: string,
  runMs: number | null = null,
): Result {
  const status = reason === 'cancelled' ? 'cancelled' : 'error';
  return { status, reason, message, exitCode: null, signal: null, compileMs: null, runMs, usage: null };
}

/** The reason of the API for each limit. */
const REASON = {
  time: 'time',
  starved: 'time',
  cpu: 'time',
  memory: 'memory',
  output: 'output',
  processes: 'processes',
  idle: 'idle',
  session: 'time',
} as const;

/** Why a run failed, null when it did not, and a sentence for a person. */
export function runVerdict(outcome: Outcome, limits: Limits) {
  const ofLimit = (by: LimitName) => ({ reason: REASON[by], message: limitMessage(by, outcome.usage, limits) });
  if (outcome.kind === 'killed') {
    const ended = ofLimit(outcome.by);
    if (outcome.by === 'memory' || outcome.refused !== 'processes') return ended;
    return { ...ended, message: `${ended.message} ${limitMessage('processes', outcome.usage, limits)}` };
  }
  if (outcome.kind === 'exited' && outcome.exitCode === 0) return { reason: null, message: null } as const;
  if (outcome.refused) return ofLimit(outcome.refused);
  if (outcome.kind === 'signalled') {
    return {
      reason: 'signal',
      message: `The program was ended by ${outcome.signal}${meaningOf(outcome.signal)}.`,
    } as const;
  }
  return { reason: 'exit', message: `The program exited with code ${outcome.exitCode}.` } as const;
}

function compileVerdict(outcome: Outcome, limits: Limits) {
  return { reason: 'compile', message: compileMessage(outcome, limits) } as const;
}

function compileMessage(outcome: Outcome, limits: Limits): string {
  switch (outcome.kind) {
    case 'exited':
      if (outcome.refused === 'memory') return 'The compiler ran out of memory.';
      return `The compiler reported errors and exited with code ${outcome.exitCode}.`;
    case 'signalled':
      return `The compiler was ended by ${outcome.signal}.`;
    case 'killed':
      if (outcome.by === 'time') return `The compiler was stopped ${timeIsUp(limits.compileMs, outcome.usage)}.`;
      if (outcome.by === 'starved') return `The compiler was stopped ${wasStarved(limits.compileMs, outcome.usage)}.`;
      if (outcome.by === 'memory') return 'The compiler ran out of memory.';
      if (outcome.by === 'output') return `The compiler wrote more than ${bytes(limits.outputBytes)} of messages.`;
      if (outcome.by === 'processes') return `The compiler started more than ${limits.processes} processes.`;
      return 'The compiler was stopped.';
  }
}

function limitMessage(by: LimitName, used: Usage, limits: Limits): string {
  switch (by) {
    case 'time':
      return `The program was stopped ${timeIsUp(limits.timeMs, used)}.`;
    case 'starved':
      return `The program was stopped ${wasStarved(limits.timeMs, used)}.`;
    case 'cpu':
      return `The program was stopped after using its limit of ${seconds(limits.cpuMs)} of processor time.`;
    case 'memory':
      return `The program needed more memory than its limit of ${bytes(limits.memoryBytes)}${peakOf(used)}.`;
    case 'output':
      return `The program wrote more than its limit of ${bytes(limits.outputBytes)} to ${streamsOver(used)}; the first ${bytes(limits.outputBytes)} is kept.`;
    case 'processes':
      return `The program tried to have more than its limit of ${limits.processes} processes and threads.`;
    case 'idle':
      return `The program was stopped after waiting ${seconds(limits.idleMs)} for input that nobody sent.`;
    case 'session':
      return `The program was stopped after ${SESSION_MS / 60_000} minutes, the most that an interactive run takes.`;
  }
}

/** Names time that does not count for the limit, where somebody with a clock would wonder about it. */
function timeIsUp(limitMs: number, { stalledMs }: Usage): string {
  const isNoticed = stalledMs !== null && stalledMs >= limitMs * NOTICED_SHARE;
  const without = isNoticed ? `, without ${seconds(tenths(stalledMs))} in which it waited for a processor` : '';
  return `after its limit of ${seconds(limitMs)} of wall time${without}`;
}

/** The message mentions stalls that take at least this share of the limit. */
const NOTICED_SHARE = 0.02;

function wasStarved(limitMs: number, { stalledMs }: Usage): string {
  const waited = stalledMs === null ? '' : `, and it waited ${seconds(tenths(stalledMs))} for a processor`;
  return `after ${seconds(mostWallMs(limitMs))}, the most that its limit of ${seconds(limitMs)} allows: the machine was too busy${waited}`;
}

function tenths(ms: number): number {
  return Math.round(ms / 100) * 100;
}

function peakOf({ memoryPeakBytes }: Usage): string {
  return memoryPeakBytes === null ? '' : ` (it had reached ${bytes(memoryPeakBytes)})`;
}

function streamsOver({ stdoutTruncated, stderrTruncated }: Usage): string {
  return stdoutTruncated && stderrTruncated ? 'stdout and to stderr' : stderrTruncated ? 'stderr' : 'stdout';
}

function meaningOf(signal: string): string {
  const meaning = meanings[signal];
  return meaning ? ` (${meaning})` : '';
}

const meanings: Readonly<Record<string, string>> = {
  SIGSEGV: 'segmentation fault: it used memory that is not its own',
  SIGABRT: 'abort: an assertion failed or an exception was not caught',
  SIGFPE: 'arithmetic error, such as an integer division by zero',
  SIGILL: 'illegal instruction',
  SIGBUS: 'bus error: it used memory that is not there',
  SIGPIPE: 'it wrote to a pipe that nobody reads',
  SIGXFSZ: 'it wrote a file larger than allowed',
};

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}

function bytes(count: number): string {
  if (count >= 1024 * 1024) return `${Math.round((count / 1024 / 1024) * 10) / 10} MiB`;
  if (count >= 1024) return `${Math.round((count / 1024) * 10) / 10} KiB`;
  return `${count} bytes`;
}
