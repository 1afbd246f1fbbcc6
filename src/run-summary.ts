import type { Submission } from './domain/record.ts';

/** The log has one line with this text for each run. */
export const RUN_FINISHED = 'submission finished';
export type RunSummary = ReturnType<typeof summaryOf>;

/** What the log says of a finished submission: no code, no input and no output. */
export function summaryOf({ id, request, status, sandbox, result, ...at }: Submission) {
  const { reason, exitCode, signal, compileMs, runMs, usage } = result!;
  const { cpuMs = null, stalledMs = null, memoryPeakBytes = null } = usage ?? {};
  const queueMs = at.startedAt && Date.parse(at.startedAt) - Date.parse(at.createdAt);
  const bytes = { stdoutChars: at.stdout.length, stderrChars: at.stderr.length };
  const ended = { status, reason, exitCode, signal, queueMs, compileMs, runMs, stalledMs, cpuMs, memoryPeakBytes };
  return { id, language: request.language, sandbox, ...ended, ...bytes };
}
