import type { Limits, Outcome, Reason, Result, Usage } from './domain.ts';

/** The only status rules: what a sandbox saw becomes what the contract says, with one plain sentence for a person. */
export function resultOf(outcome: Outcome, limits: Limits): Result {
  const { compileMs, runMs, cpuMs, memoryPeakBytes, stdoutTruncated, stderrTruncated } = outcome;
  const exitCode = outcome.kind === 'exited' ? outcome.exitCode : null;
  const signal = outcome.kind === 'signalled' ? outcome.signal : null;
  const used = {
    compileMs,
    runMs,
    cpuMs,
    memoryPeakBytes,
    stdoutTruncated,
    stderrTruncated,
    exitCode,
    signal,
  };
  const { reason, message } = verdict(outcome, limits);
  if (reason === null) return { ...used, status: 'completed', reason, message };
  return { ...used, status: reason === 'time' ? 'timeout' : 'error', reason, message };
}

/** A result for what never ran to an end of its own: cancelled by the caller, or failed by us. */
export function resultWithoutRun(
  reason: 'cancelled' | 'internal',
  message: string,
  runMs: number | null = null,
): Result {
  return { ...nothingUsed, status: reason === 'cancelled' ? 'cancelled' : 'error', reason, message, runMs };
}

const nothingUsed = {
  compileMs: null,
  runMs: null,
  cpuMs: null,
  memoryPeakBytes: null,
  stdoutTruncated: false,
  stderrTruncated: false,
  exitCode: null,
  signal: null,
} satisfies Partial<Result>;

interface Verdict {
  readonly reason: Reason | null;
  readonly message: string | null;
}

function verdict(outcome: Outcome, limits: Limits): Verdict {
  if (outcome.phase === 'compile') return { reason: 'compile', message: compileMessage(outcome, limits) };
  if (outcome.kind === 'killed') return { reason: outcome.by, message: limitMessage(outcome.by, outcome, limits) };
  if (outcome.kind === 'exited' && outcome.exitCode === 0) return { reason: null, message: null };
  if (outcome.refused) return { reason: outcome.refused, message: limitMessage(outcome.refused, outcome, limits) };
  if (outcome.kind === 'signalled') {
    return { reason: 'signal', message: `The program was ended by ${outcome.signal}${meaningOf(outcome.signal)}.` };
  }
  return { reason: 'exit', message: `The program exited with code ${outcome.exitCode}.` };
}

function compileMessage(outcome: Outcome, limits: Limits): string {
  switch (outcome.kind) {
    case 'exited':
      if (outcome.refused === 'memory') return 'The compiler ran out of memory.';
      return `The compiler reported errors and exited with code ${outcome.exitCode}.`;
    case 'signalled':
      return `The compiler was ended by ${outcome.signal}.`;
    case 'killed':
      if (outcome.by === 'time') return `The compiler was stopped after its limit of ${seconds(limits.compileMs)}.`;
      if (outcome.by === 'memory') return 'The compiler ran out of memory.';
      if (outcome.by === 'output') return `The compiler wrote more than ${bytes(limits.outputBytes)} of messages.`;
      return `The compiler started more than ${limits.processes} processes.`;
  }
}

function limitMessage(by: 'time' | 'memory' | 'output' | 'processes', used: Usage, limits: Limits): string {
  switch (by) {
    case 'time':
      return `The program was stopped after its limit of ${seconds(limits.timeMs)}.`;
    case 'memory':
      return `The program needed more memory than its limit of ${bytes(limits.memoryBytes)}${peakOf(used)}.`;
    case 'output':
      return `The program wrote more than its limit of ${bytes(limits.outputBytes)} to ${streamsOver(used)}; the first ${bytes(limits.outputBytes)} is kept.`;
    case 'processes':
      return `The program tried to have more than its limit of ${limits.processes} processes and threads.`;
  }
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
