import { z } from 'zod';
import { ownMs } from '../../domain/outcome.ts';
import { isFinal, type Submission } from '../../domain/record.ts';
import { NOT_RUN, Verdict, type TestResult } from '../../domain/tests.ts';

/** The result of a test as the contract defines it. */
export const TestRecord = z
  .object({
    name: z.string(),
    verdict: Verdict,
    message: z
      .string()
      .nullable()
      .meta({ description: 'One sentence that says why the test did not pass; null when it passed' }),
    exit_code: z.int().nullable(),
    signal: z.string().nullable(),
    execution_time_ms: z.number().nullable(),
    cpu_time_ms: z.number().nullable(),
    memory_peak_bytes: z.int().nullable(),
    stalled_ms: z.number().nullable().meta({ description: 'As in the record' }),
    stdout: z.string().meta({ description: 'The first 64 KiB of stdout; the comparison uses all of it' }),
    stderr: z.string().meta({ description: 'The first 64 KiB of stderr' }),
    truncated: z.boolean().meta({ description: 'Whether stdout or stderr was longer than what is kept here' }),
    difference: z.object({ line: z.int(), column: z.int(), expected: z.string(), got: z.string() }).nullable().meta({
      description: 'The first place where stdout differs from the expected output, with up to 200 characters around it',
    }),
  })
  .meta({ id: 'TestResult' });
export type TestRecord = z.infer<typeof TestRecord>;

export const Summary = z
  .object({ passed: z.int(), failed: z.int(), not_run: z.int(), total: z.int() })
  .meta({ id: 'TestSummary' });
export type Summary = z.infer<typeof Summary>;

export function testRecordOf(name: string, result: TestResult): TestRecord {
  const { verdict, message, usage, stdout, stderr, truncated, difference } = result;
  return {
    name,
    verdict,
    message,
    exit_code: result.exitCode,
    signal: result.signal,
    execution_time_ms: usage && ownMs(usage),
    cpu_time_ms: usage?.cpuMs ?? null,
    memory_peak_bytes: usage?.memoryPeakBytes ?? null,
    stalled_ms: usage?.stalledMs ?? null,
    stdout,
    stderr,
    truncated,
    difference,
  };
}

/** The results of all tests; null until the submission is final, and without tests. */
export function testsOf({ request, status, tests: results }: Submission): TestRecord[] | null {
  if (!request.tests || !isFinal(status)) return null;
  return request.tests.tests.map(({ name }, index) => testRecordOf(name, results[index] ?? NOT_RUN));
}

export function summaryOf(tests: readonly TestRecord[] | null): Summary | null {
  if (!tests) return null;
  const count = (...verdicts: Verdict[]) => tests.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const [passed, notRun, total] = [count('passed'), count('not_run'), tests.length];
  return { passed, failed: total - passed - notRun, not_run: notRun, total };
}
