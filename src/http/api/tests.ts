import { z } from 'zod';
import { MOST } from '../../domain/limits.ts';
import type { Submission } from '../../domain/record.ts';
import type { RunRequest } from '../../domain/request.ts';
import type { TestPlan } from '../../domain/tests.ts';
import { invalid } from '../errors.ts';
import { requireSize, text } from './files.ts';
import { limitsShown, NarrowerLimits, toLimits } from './limits.ts';

const tolerance = z.number().min(0, 'must not be negative').optional();

export const argList = z
  .array(text.refine((value) => !value.includes('\0'), 'must not contain a NUL character'))
  .max(MOST.args, `may have ${MOST.args} at the most`);

/** A test as it is submitted, and as it is shown. */
const SubmittedTest = z
  .strictObject({
    name: text
      .min(1)
      .max(MOST.testName, `may have ${MOST.testName} characters at the most`)
      .optional()
      .meta({ description: 'Its number from 1 when left out' }),
    input: text.optional().meta({ description: 'What the program reads on stdin; nothing when left out' }),
    expected: text
      .optional()
      .meta({ description: 'What stdout must be; without it the test passes when the program exits with 0' }),
    args: argList.optional().meta({ description: 'Instead of those of the submission' }),
    limits: NarrowerLimits.optional().meta({ description: 'Narrower than those of the submission' }),
  })
  .meta({ id: 'Test' });

const WORDS = 'must be "exact", "trim", "tokens" or {"float": {"abs": 1e-6, "rel": 1e-6}}';
const SubmittedComparison = z
  .union(
    [
      z.enum(['exact', 'trim', 'tokens']),
      z.strictObject({ float: z.strictObject({ abs: tolerance, rel: tolerance }) }),
    ],
    { error: WORDS },
  )
  .meta({
    id: 'Comparison',
    description:
      'How stdout is compared with what is expected. exact: every byte. trim: but for blanks at the ends of lines and ' +
      'line breaks at the end. tokens: the words, whatever is between them. float: the words, where two numbers are ' +
      'equal that differ by no more than abs, or than rel times the expected one',
  });

/** The fields of a submission that have its program run many times. */
export const TestFields = {
  tests: z
    .array(SubmittedTest)
    .min(1)
    .max(MOST.tests, `may have ${MOST.tests} at the most`)
    .optional()
    .meta({
      description:
        'The program is compiled once and run once for each test, in order, each time from clean folders and with no ' +
        'process left over. Input and expected output have 16 MiB at the most, all together',
    }),
  compare: SubmittedComparison.optional().meta({ description: 'Only with tests; trim when it is left out' }),
  stop: z.enum(['never', 'first_failure'], { error: 'must be never or first_failure' }).optional().meta({
    description:
      'Whether the tests after the first that does not pass are left out: only with tests; never when left out',
  }),
};

const fields = z.object(TestFields);
export type SubmittedTests = z.infer<typeof fields>;

/** The plan and its runs; undefined for a submission without tests. Throws an EngineError that names the field. */
export function toTests(
  { tests, compare, stop }: SubmittedTests,
  submission: { readonly input: string | undefined; readonly args: readonly string[] },
  offer: Parameters<typeof toLimits>[1],
): { readonly plan: TestPlan; readonly runs: RunRequest[] } | undefined {
  if (!tests) {
    const [without] = Object.entries({ compare, stop }).find(([, value]) => value !== undefined) ?? [];
    if (without) throw invalid(without, 'must be left out where there are no tests');
    return undefined;
  }
  if (submission.input !== undefined)
    throw invalid('input', 'must be left out where there are tests: each has its own');
  const bytes = tests.reduce((sum, { input = '', expected = '' }) => sum + byteLength(input) + byteLength(expected), 0);
  requireSize('tests', bytes, MOST.testsBytes);
  return {
    plan: {
      compare: typeof compare === 'object' ? { float: tolerancesOf(compare.float) } : (compare ?? 'trim'),
      stop: stop ?? 'never',
      tests: tests.map(({ name, expected = null }, index) => ({ name: name ?? String(index + 1), expected })),
    },
    runs: tests.map(({ input = '', args: own, limits = {} }, index) => {
      requireSize(`tests.${index}.input`, byteLength(input), MOST.inputBytes);
      return { stdin: input, args: own ?? submission.args, limits: toLimits(limits, offer, `tests.${index}.limits`) };
    }),
  };
}

/** The tests as they were submitted, complete. */
export const Plan = z.object(TestFields).required().meta({ id: 'TestPlan' });
export type Plan = z.infer<typeof Plan>;

export function planOf({ request: { tests: plan, runs } }: Submission): Plan | null {
  if (!plan) return null;
  const { compare, stop } = plan;
  const tests = plan.tests.map(({ name, expected }, index) => {
    const { stdin: input, args: own, limits = {} } = runs[index]!;
    return { name, input, ...(expected !== null && { expected }), args: [...own], limits: limitsShown(limits) };
  });
  return { tests, compare, stop };
}

/** Plain zero where one is left out. */
function tolerancesOf({ abs = 0, rel = 0 }: { abs?: number | undefined; rel?: number | undefined }) {
  return { abs, rel };
}

function byteLength(value: string): number {
  return Buffer.byteLength(value);
}
