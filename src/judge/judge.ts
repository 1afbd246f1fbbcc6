import type { OutputEvent, RunEvent, TestEvent } from '../domain/events.ts';
import { MOST, type Limits } from '../domain/limits.ts';
import { ownMs, isSuccess, type Outcome, type Usage } from '../domain/outcome.ts';
import type { Result } from '../domain/record.ts';
import type { SubmissionRequest } from '../domain/request.ts';
import { resultOf, runVerdict } from '../domain/results.ts';
import type { TestPlan, TestResult } from '../domain/tests.ts';
import { createComparator } from './compare.ts';
import { createKept } from './kept.ts';

type JudgedProgram = Pick<SubmissionRequest, 'runs' | 'limits'> & {
  readonly tests: TestPlan;
  /** Whether the program's first step is a compile. */
  readonly isCompiled: boolean;
};

/**
 * Turns the events of a sandbox for a program with tests into the events of its story: the compiler's messages, then
 * the result of each test. Returns the result of the submission. Stops the sandbox early when the plan says so.
 */
export async function* judge(
  events: AsyncGenerator<RunEvent, void, void>,
  { runs, tests: plan, limits: own, isCompiled }: JudgedProgram,
  limits: Limits,
): AsyncGenerator<OutputEvent | TestEvent, Result, void> {
  const steps: Outcome[] = [];
  const allowed = { ...limits, ...own };
  let tookMs = 0;
  let keptBytes = 0;
  let isCompiling = isCompiled;
  let test = begin(0);
  for await (const event of events) {
    if (event.type !== 'output' && event.type !== 'ended') continue; // no submission asks for tests and for those
    if (event.type === 'output') {
      if (isCompiling) yield event;
      else test.push(event);
      continue;
    }
    steps.push(event.outcome);
    const { step } = event.outcome;
    isCompiling = false;
    if (step.phase === 'compile') continue;
    const result = test.end(event.outcome, { ...limits, ...own, ...runs[step.run]!.limits });
    keptBytes += Buffer.byteLength(result.stdout) + Buffer.byteLength(result.stderr);
    yield { type: 'test', test: step.run, result };
    if (plan.stop === 'first_failure' && result.verdict !== 'passed') break;
    const next = step.run + 1;
    if (next === plan.tests.length) continue;
    tookMs += ownMs(event.outcome.usage);
    if (tookMs >= limits.testsMs) return { ...resultOfTests(steps, allowed), message: tooLong(next, limits) };
    test = begin(next);
  }
  return resultOfTests(steps, allowed);

  function begin(index: number): Test {
    const room = Math.max(0, MOST.testsOutputBytes - keptBytes);
    return createTest(plan, index, Math.min(MOST.testOutputBytes, room));
  }
}

interface Test {
  push(event: OutputEvent): void;
  end(outcome: Outcome, limits: Limits): TestResult;
}

function createTest({ compare, tests }: TestPlan, index: number, keptBytes: number): Test {
  const { expected } = tests[index]!;
  const comparator = expected === null ? undefined : createComparator(compare, expected);
  const kept = { stdout: createKept(keptBytes), stderr: createKept(keptBytes) };
  return {
    push({ stream, text }) {
      if (stream === 'compiler') return;
      kept[stream].push(text);
      if (stream === 'stdout') comparator?.push(text);
    },
    end(outcome, limits) {
      const { reason, message } = runVerdict(outcome, limits);
      const difference = reason === null ? (comparator?.end() ?? null) : null;
      const { stdoutTruncated, stderrTruncated } = outcome.usage;
      return {
        verdict: isStarved(outcome) ? 'stalled' : (reasonOfTest(reason) ?? (difference ? 'wrong_answer' : 'passed')),
        message: difference ? `The output differs in line ${difference.line}, column ${difference.column}.` : message,
        exitCode: outcome.kind === 'exited' ? outcome.exitCode : null,
        signal: outcome.kind === 'signalled' ? outcome.signal : null,
        usage: outcome.usage,
        stdout: kept.stdout.text(),
        stderr: kept.stderr.text(),
        truncated: stdoutTruncated || stderrTruncated || kept.stdout.isTruncated() || kept.stderr.isTruncated(),
        difference,
      };
    },
  };
}

/** A test is never interactive, so it never waits too long. */
function reasonOfTest(reason: ReturnType<typeof runVerdict>['reason']) {
  return reason === 'idle' ? 'time' : reason;
}

function tooLong(next: number, { testsMs }: Limits): string {
  return `The tests from number ${next + 1} on were not run: those before took more than the ${testsMs / 1000} s that all of them may take.`;
}

function isStarved(outcome: Outcome): boolean {
  return outcome.kind === 'killed' && outcome.by === 'starved';
}

/**
 * The submission is completed when each test has a verdict, whatever the verdicts are. Times are added up; memory is
 * the largest.
 */
function resultOfTests(steps: readonly Outcome[], limits: Limits): Result {
  const [first] = steps;
  const compile = first?.step.phase === 'compile' ? first : undefined;
  if (compile && !isSuccess(compile)) return resultOf([compile], limits);
  const used = steps.filter(({ step }) => step.phase === 'run').map(({ usage }) => usage);
  if (used.length === 0) throw new Error('the sandbox told of no run');
  const usage = used.reduce(together);
  return {
    status: 'completed',
    reason: null,
    message: null,
    exitCode: null,
    signal: null,
    compileMs: compile ? ownMs(compile.usage) : null,
    runMs: ownMs(usage),
    usage,
  };
}

function together(a: Usage, b: Usage): Usage {
  return {
    wallMs: a.wallMs + b.wallMs,
    stalledMs: sum(a.stalledMs, b.stalledMs),
    cpuMs: sum(a.cpuMs, b.cpuMs),
    memoryPeakBytes: Math.max(a.memoryPeakBytes ?? 0, b.memoryPeakBytes ?? 0) || null,
    stdoutTruncated: a.stdoutTruncated || b.stdoutTruncated,
    stderrTruncated: a.stderrTruncated || b.stderrTruncated,
  };
}

function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}
