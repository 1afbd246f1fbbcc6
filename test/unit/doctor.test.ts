import { describe, expect, it } from 'vitest';
import { targetOf, type Expected } from '../../tools/doctor/cases/case.ts';
import { classes } from '../../tools/doctor/cases/all.ts';
import { createClient } from '../../tools/client.ts';
import { examine } from '../../tools/doctor/examine.ts';
import { reportOf } from '../../tools/doctor/report.ts';
import { missesOf, quoted } from '../../tools/doctor/findings.ts';
import { recordOf } from '../../src/http/api/record.ts';
import { startEngine } from '../support/engine.ts';
import { finishedSubmission } from '../support/stories.ts';

const limits = {
  time_ms: 1000,
  cpu_time_ms: 4000,
  compile_time_ms: 2000,
  memory_bytes: 2 ** 28,
  output_bytes: 100,
  processes: 64,
  idle_time_ms: 60_000,
};
const languageOf = (notes: string | null) => ({
  id: 'c',
  name: 'C',
  version: '1',
  aliases: [],
  limits,
  file: 'main.c',
  extensions: ['c'],
  editor: {},
  errors: {},
  sample: '',
  notes,
  compile_command: null,
  tells_waiting: true,
  ready: true,
  not_ready_because: null,
});
const at = targetOf([languageOf(null)]);
const whats = (see: Expected, stdout = 'hi\n', streamed = stdout, target = at) => {
  const record = { ...recordOf(finishedSubmission(stdout)), execution_time_ms: 500 };
  return missesOf(see, { record, streamed: { stdout: streamed, stderr: '' } }, target).map(({ what }) => what);
};

describe('the doctor’s verdict', () => {
  it.each<[string, Expected, string[], string?, string?]>([
    ['all as it must be', { ends: 'completed', stdout: 'hi\n', stderr: '', withinMs: 600 }, []],
    ['one of several ends', { ends: ['exit 3', 'completed'], stdout: /^h/ }, []],
    ['another end', { ends: 'exit' }, ['it ends with']],
    ['another output', { ends: 'completed', stdout: 'ho\n', stderr: /x/ }, ['stdout', 'stderr']],
    ['what must not be seen', { ends: 'completed', never: /hi/ }, ['stdout']],
    ['too long', { ends: 'completed', withinMs: 400 }, ['its time']],
    ['a stream that says something else', { ends: 'completed' }, ['stdout as it was streamed'], 'hi\n', 'h'],
    ['more output than there may be', { ends: 'completed' }, ['stdout'], 'x'.repeat(101)],
  ])('%s', (_title, see, expected, stdout, streamed) => {
    expect(whats(see, stdout, streamed)).toEqual(expected);
  });

  it('allows a slow machine more time', () => {
    const patient = targetOf([languageOf(null)], 2);
    const see = (withinMs: number): Expected => ({ ends: 'completed', withinMs });
    expect([whats(see(300), 'a', 'a', patient), whats(see(200), 'a', 'a', patient)]).toEqual([[], ['its time']]);
  });

  it('escapes the output of a hostile program for a terminal', () => {
    expect(quoted('\x1b[2J\u202E\r\n"é')).toBe('"\\u001b[2J\\u202e\\r\\n\\"é"');
  });

  it('skips languages that the engine does not offer, and reports them', async () => {
    const engine = await startEngine();
    const report = await examine(createClient(engine.url), at, { only: ['output'], atOnce: 2 });
    await engine.close();
    expect(new Set(report.cases.map(({ language }) => language))).toEqual(new Set(['c']));
    const left = report.leftOut.find(({ language }) => language === 'cpp');
    expect(left?.cases).toBeGreaterThan(0);
    expect(reportOf(report, [])).toContain(`skipped: ${left!.cases} in cpp, which the engine does not offer`);
  });

  it('has at least sixty cases, several of every class, for either sandbox', () => {
    for (const notes of [null, 'The WebAssembly sandbox has no threads.']) {
      const counts = Object.values(classes).map((cases) => cases(targetOf([languageOf(notes)])).length);
      expect(Math.min(...counts)).toBeGreaterThan(2);
      expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(60);
    }
  });
});
