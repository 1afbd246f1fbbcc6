import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { SANDBOX_NAMES } from '../../domain/outcome.ts';
import { bytesOf, type SourceFile } from '../../domain/request.ts';
import { isFinal, Reason, Status, type Submission } from '../../domain/record.ts';
import { ArtifactRecord, artifactsLeftOut, artifactsOf } from './artifacts.ts';
import { SubmittedFile } from './files.ts';
import { limitsShown, NarrowerLimits } from './limits.ts';
import { Summary, summaryOf, TestRecord, testsOf } from './test-record.ts';
import { Plan, planOf } from './tests.ts';

const at = z.iso.datetime();

/** A piece of a dialogue. */
const Said = z
  .object({ stream: z.enum(['stdin', 'stdout', 'stderr']), text: z.string() })
  .meta({ id: 'Said', description: 'What an interactive program wrote, or, on stdin, what it took of its input' });

/** The record as the contract defines it. */
export const SubmissionRecord = z
  .object({
    submission_id: z.uuid(),
    language: z.string().meta({ description: 'Id of the language', examples: ['python'] }),
    status: Status,
    reason: Reason.nullable().meta({ description: 'null unless the program failed' }),
    message: z.string().nullable().meta({ description: 'One sentence that says what happened' }),
    stdout: z.string().nullable().meta({ description: 'null until final; invalid UTF-8 becomes U+FFFD' }),
    stderr: z.string().nullable().meta({ description: 'null until final' }),
    stdout_truncated: z.boolean(),
    stderr_truncated: z.boolean(),
    exit_code: z.int().nullable(),
    signal: z
      .string()
      .nullable()
      .meta({ examples: ['SIGSEGV'] }),
    execution_time_ms: z
      .number()
      .nullable()
      .meta({ description: 'Wall time of the program itself, without `stalled_ms`' }),
    compile_time_ms: z.number().nullable().meta({
      description:
        'Wall time of the compiler, without the time in which no processor was free; 0 where the same program was compiled before',
    }),
    cpu_time_ms: z.number().nullable(),
    memory_peak_bytes: z.int().nullable(),
    sandbox: z.enum(SANDBOX_NAMES).nullable(),
    created_at: at,
    started_at: at.nullable(),
    finished_at: at.nullable(),
    compile_output: z.string().nullable().meta({
      description: 'All output of the compiler, warnings included; null until final, and where nothing was compiled',
    }),
    tests: z.array(TestRecord).nullable().meta({ description: 'In order; null until final, and without tests' }),
    summary: Summary.nullable().meta({ description: 'Counts of the tests; null where `tests` is null' }),
    artifacts: z
      .array(ArtifactRecord)
      .nullable()
      .meta({ description: 'Files that the program left; null until final, and where they were not asked for' }),
    artifacts_omitted: z
      .int()
      .nullable()
      .meta({ description: 'The number of files that were not kept, because they were too many or too large' }),
    stalled_ms: z.number().nullable().meta({
      description:
        'The time in which the program was ready to run and no processor was free; of the compiler where no program was started. This time counts for no limit of wall time, so a run may last three times its limit by the clock. null where the system does not measure it',
    }),
    transcript: z.array(Said).nullable().meta({
      description: 'What an interactive program wrote and took, in order; null until final, and where it is not one',
    }),
  })
  .meta({ id: 'Submission' });
export type SubmissionRecord = z.infer<typeof SubmissionRecord>;

/** The record with what was submitted: the answer of GET /submissions/:id. */
export const FullRecord = z
  .object({
    ...SubmissionRecord.shape,
    code: z.string().nullable().meta({ description: 'The main file; null when the file is not UTF-8' }),
    input: z.string(),
    files: z.array(SubmittedFile).meta({ description: 'All files, the main file first' }),
    args: z.array(z.string()),
    compiler_args: z.array(z.string()),
    interactive: z.boolean(),
    limits: NarrowerLimits.meta({ description: "The limits that were narrower than the engine's own" }),
    plan: Plan.nullable().meta({ description: 'The tests as they were submitted; null without tests' }),
  })
  .meta({ id: 'SubmissionWithSource' });
export type FullRecord = z.infer<typeof FullRecord>;

export function recordOf(submission: Submission): SubmissionRecord {
  const { result } = submission;
  const final = isFinal(submission.status);
  const tests = testsOf(submission);
  return {
    submission_id: submission.id,
    language: submission.request.language,
    status: submission.status,
    reason: result?.reason ?? null,
    message: result?.message ?? null,
    stdout: final ? submission.stdout : null,
    stderr: final ? submission.stderr : null,
    stdout_truncated: result?.usage?.stdoutTruncated ?? false,
    stderr_truncated: result?.usage?.stderrTruncated ?? false,
    exit_code: result?.exitCode ?? null,
    signal: result?.signal ?? null,
    execution_time_ms: result?.runMs ?? null,
    compile_time_ms: result?.compileMs ?? null,
    cpu_time_ms: result?.usage?.cpuMs ?? null,
    memory_peak_bytes: result?.usage?.memoryPeakBytes ?? null,
    sandbox: submission.sandbox,
    created_at: submission.createdAt,
    started_at: submission.startedAt,
    finished_at: submission.finishedAt,
    compile_output: compileOutputOf(submission),
    tests,
    summary: summaryOf(tests),
    artifacts: artifactsOf(submission),
    artifacts_omitted: artifactsLeftOut(submission),
    stalled_ms: result?.usage?.stalledMs ?? null,
    transcript: final && submission.transcript ? [...submission.transcript] : null,
  };
}

/** The output of a failed compile is in `stderr` as well. */
function compileOutputOf({ result, stderr, compiler }: Submission): string | null {
  if (result?.reason === 'compile') return stderr;
  return result?.compileMs == null ? null : compiler;
}

export function fullRecordOf(submission: Submission): FullRecord {
  const { files, runs, compilerArgs, limits } = submission.request;
  const [run] = runs;
  const plan = planOf(submission);
  return {
    ...recordOf(submission),
    code: codeOf(files[0]!),
    input: plan ? '' : (run?.stdin ?? ''),
    files: files.map((file) => ({ encoding: 'utf8', ...file })),
    args: plan ? [] : [...(run?.args ?? [])],
    compiler_args: [...compilerArgs],
    limits: limitsShown(limits),
    interactive: submission.request.interactive ?? false,
    plan,
  };
}

function codeOf(file: SourceFile): string | null {
  const bytes = bytesOf(file);
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
}
