import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readContract, type Contract } from '../support/contract.ts';
import { allEvents, startEngine, submit, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;
let contract: Contract;
beforeAll(async () => {
  engine = await startEngine({ lanes: 2 });
  contract = await readContract(engine.url);
});
afterAll(() => engine.close());

async function record(body: object): Promise<Record<string, any>> {
  const response = await submit(engine.url, { language: 'python', ...body }, { query: '?wait=true' });
  await contract.check('/submit', 'post', response.clone());
  return (await response.json()) as Record<string, any>;
}

describe('a submission with tests', () => {
  it('has a verdict for each test, a difference for a wrong answer, and a summary', async () => {
    const ended = await record({
      language: 'cpp',
      code: 'compile careful\necho',
      tests: [
        { name: 'same', input: '1 2\n3\n', expected: '1 2\n3' },
        { input: '1 2\n4\n', expected: '1 2\n3' },
        { input: 'whatever' },
      ],
    });
    expect(ended).toMatchObject({ status: 'completed', reason: null, stdout: '', exit_code: null });
    expect(ended['compile_output']).toBe('careful\n');
    expect(ended['tests']).toMatchObject([
      { name: 'same', verdict: 'passed', message: null, exit_code: 0, stdout: '1 2\n3\n', difference: null },
      { name: '2', verdict: 'wrong_answer', difference: { line: 2, column: 1, expected: '3', got: '4' } },
      { name: '3', verdict: 'passed', stdout: 'whatever' },
    ]);
    expect(ended['summary']).toEqual({ passed: 2, failed: 1, not_run: 0, total: 3 });
    expect(ended['execution_time_ms']).toBe(36);
  });

  it('sends each test in the stream as it ends, and its output in no other event', async () => {
    const tests = ['a', 'b'].map((input) => ({ name: input, input, expected: 'a' }));
    const response = await submit(engine.url, { language: 'python', code: 'echo\nwarn oh', tests });
    const { submission_id: id } = (await response.json()) as { submission_id: string };
    const events = await allEvents(engine.url, id);
    expect(events.map(({ event }) => event).filter((event) => event !== 'message')).toEqual(['test', 'test']);
    expect(events.filter(({ event }) => event === 'test').map(({ data }) => data)).toMatchObject([
      { test: 0, name: 'a', verdict: 'passed', stdout: 'a', stderr: 'oh\n' },
      { test: 1, name: 'b', verdict: 'wrong_answer', stdout: 'b' },
    ]);
    expect(events.at(-1)?.data).toMatchObject({ status: 'completed', summary: { passed: 1, failed: 1 } });
    const shown = await fetch(`${engine.url}/submissions/${id}`);
    expect(await shown.clone().json()).toMatchObject({
      input: '',
      plan: { tests: tests.map((test) => ({ ...test, args: [], limits: {} })), compare: 'trim', stop: 'never' },
      tests: [{ verdict: 'passed' }, { verdict: 'wrong_answer' }],
    });
    await contract.check('/submissions/{id}', 'get', shown);
  });

  it('does not run the tests after the first failure with stop first_failure', async () => {
    const tests = ['0', '3', '0'].map((input) => ({ input }));
    const ended = await record({ code: 'exit-input', tests, stop: 'first_failure' });
    expect(ended['tests']).toMatchObject([
      { verdict: 'passed', exit_code: 0 },
      { verdict: 'exit', exit_code: 3, message: 'The program exited with code 3.' },
      { verdict: 'not_run', message: null, exit_code: null, execution_time_ms: null },
    ]);
    expect(ended['summary']).toEqual({ passed: 1, failed: 1, not_run: 1, total: 3 });
  });

  it('does not run the remaining tests when the limit of all tests is used up', async () => {
    const hurried = await startEngine({ limits: { testsMs: 20 } }); // each takes 12 ms here
    const { submission_id: id } = (await (
      await submit(hurried.url, { language: 'python', code: 'echo', tests: [{}, {}, {}] })
    ).json()) as { submission_id: string };
    const last = (await allEvents(hurried.url, id)).at(-1)?.data;
    await hurried.close();
    expect(last).toMatchObject({
      status: 'completed',
      summary: { passed: 2, not_run: 1 },
      message:
        'The tests from number 3 on were not run: those before took more than the 0.02 s that all of them may take.',
    });
  });

  it('has the limit as the verdict of a test that reaches it, and runs the tests after it', async () => {
    const ended = await record({ code: 'overtime', tests: [{ limits: { time_ms: 500 } }, {}] });
    expect(ended['status']).toBe('completed');
    expect(ended['tests']).toMatchObject([
      { verdict: 'time', message: 'The program was stopped after its limit of 0.5 s of wall time.' },
      { verdict: 'time', message: 'The program was stopped after its limit of 7 s of wall time.' },
    ]);
  });

  it("keeps 64 KiB of a test's output, and compares all of it", async () => {
    const input = `${'é'.repeat(40_000)}x`;
    const ended = await record({
      code: 'echo',
      tests: [
        { input, expected: input },
        { input, expected: `${input}y` },
      ],
    });
    expect(ended['tests']).toMatchObject([
      { verdict: 'passed', truncated: true, stdout: 'é'.repeat(32_768) },
      { verdict: 'wrong_answer', difference: { column: 40_002 } },
    ]);
  });

  it('compares as the field compare says', async () => {
    const tests = [{ input: '1.0001 2', expected: '1\n2\n' }];
    const verdict = async (compare: unknown) => (await record({ code: 'echo', tests, compare }))['tests'][0].verdict;
    expect(await verdict('tokens')).toBe('wrong_answer');
    expect(await verdict({ float: { abs: 0.001 } })).toBe('passed');
    expect(await verdict({ float: { rel: 0.00001 } })).toBe('wrong_answer');
  });

  it('may have a thousand tests and 16 MiB', async () => {
    const tests = Array.from({ length: 1000 }, () => ({
      input: 'x'.repeat(8 * 1024),
      expected: 'y'.repeat(8 * 1024),
      args: ['a'],
    }));
    expect((await record({ code: 'say no', tests }))['summary']).toEqual({
      passed: 0,
      failed: 1000,
      not_run: 0,
      total: 1000,
    });
  });
});

const one = (test: object, more: object = {}) => ({ tests: [test], ...more });

describe('a submission with tests is refused, and the field is named, for', () => {
  it.each<[what: string, more: object, status: number, field: string, problem: string]>([
    ['no test', { tests: [] }, 400, 'tests', 'must not be empty'],
    ['1001 tests', { tests: Array.from({ length: 1001 }, () => ({})) }, 400, 'tests', 'may have 1000'],
    ['an input beside the tests', one({}, { input: 'x' }), 400, 'input', 'must be left out where there are tests'],
    ['an unknown field', one({ stdin: 'x' }), 400, 'tests.0', 'has unknown fields: stdin'],
    ['an expected number', one({ expected: 3 }), 400, 'tests.0.expected', 'must be a string'],
    ['an empty name', one({ name: '' }), 400, 'tests.0.name', 'must not be empty'],
    ['65 arguments', one({ args: Array.from({ length: 65 }, () => '') }), 400, 'tests.0.args', 'may have 64'],
    ['an argument over 1 KiB', one({ args: ['x'.repeat(1025)] }), 413, 'tests.0.args.0', 'has 1025 bytes'],
    ['an input over 1 MiB', one({ input: 'x'.repeat(1024 * 1024 + 1) }), 413, 'tests.0.input', 'may have 1048576'],
    [
      '17 MiB',
      { tests: Array.from({ length: 17 }, () => ({ input: 'x'.repeat(1024 * 1024) })) },
      413,
      'tests',
      'may have 16777216',
    ],
    [
      'a limit above that of the submission',
      one({ limits: { time_ms: 600 } }, { limits: { time_ms: 500 } }),
      400,
      'tests.0.limits.time_ms',
      'may be 500',
    ],
    ['another comparison', one({}, { compare: 'fuzzy' }), 400, 'compare', 'must be "exact", "trim", "tokens"'],
    [
      'a negative tolerance',
      one({}, { compare: { float: { abs: -1 } } }),
      400,
      'compare.float.abs',
      'must not be negative',
    ],
    ['a comparison without tests', { compare: 'exact' }, 400, 'compare', 'must be left out where there are no tests'],
    ['a stop without tests', { stop: 'never' }, 400, 'stop', 'must be left out where there are no tests'],
    ['another stop', one({}, { stop: 'always' }), 400, 'stop', 'must be never or first_failure'],
  ])('%s', async (_what, more, status, field, problem) => {
    const response = await submit(engine.url, { language: 'python', code: 'show', ...more });
    const { details } = (await response.json()) as { details: { field: string; problem: string }[] };
    expect([response.status, details[0]?.field]).toEqual([status, field]);
    expect(details[0]?.problem).toContain(problem);
  });
});
