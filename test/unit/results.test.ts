import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/domain/outcome.ts';
import { resultOf } from '../../src/domain/results.ts';
import { limits } from '../support/scripted-sandbox.ts';

const usage = {
  wallMs: 5,
  stalledMs: 0.01,
  cpuMs: 4,
  memoryPeakBytes: 270_000_000,
  stdoutTruncated: false,
  stderrTruncated: false,
};
const ran = { usage, step: { phase: 'run', run: 0 } } as const;
const compiled = { usage: { ...usage, wallMs: 90 }, step: { phase: 'compile' } } as const;

describe('the status rules', () => {
  const cases: [string, Outcome, object][] = [
    [
      'exit 0 is completed',
      { ...ran, kind: 'exited', exitCode: 0 },
      { status: 'completed', reason: null, message: null },
    ],
    [
      'a program that copes with a refused fork is completed',
      { ...ran, kind: 'exited', exitCode: 0, refused: 'processes' },
      { status: 'completed', reason: null },
    ],
    ['another code is exit', { ...ran, kind: 'exited', exitCode: 3 }, { status: 'error', reason: 'exit', exitCode: 3 }],
    [
      'a refused fork names the reason of the failure that follows',
      { ...ran, kind: 'exited', exitCode: 1, refused: 'processes' },
      { status: 'error', reason: 'processes', exitCode: 1 },
    ],
    [
      'a failed allocation that ends the program has the reason memory',
      { ...ran, kind: 'signalled', signal: 'SIGABRT', refused: 'memory' },
      { status: 'error', reason: 'memory', signal: 'SIGABRT' },
    ],
    [
      'a signal is explained',
      { ...ran, kind: 'signalled', signal: 'SIGSEGV' },
      {
        status: 'error',
        reason: 'signal',
        signal: 'SIGSEGV',
        exitCode: null,
        message: expect.stringContaining('segmentation fault'),
      },
    ],
    [
      'the time limit of the run has the status timeout',
      { ...ran, kind: 'killed', by: 'time' },
      {
        status: 'timeout',
        reason: 'time',
        message: 'The program was stopped after its limit of 7 s of wall time.',
        exitCode: null,
        signal: null,
      },
    ],
    [
      'a time limit after refused forks names both limits',
      { ...ran, kind: 'killed', by: 'time', refused: 'processes' },
      {
        reason: 'time',
        message:
          'The program was stopped after its limit of 7 s of wall time. The program tried to have more than its limit of 64 processes and threads.',
      },
    ],
    [
      'the message of the time limit names the time that did not count',
      { ...ran, kind: 'killed', by: 'time', usage: { ...usage, wallMs: 9204, stalledMs: 2204 } },
      {
        status: 'timeout',
        reason: 'time',
        message:
          'The program was stopped after its limit of 7 s of wall time, without 2.2 s in which it waited for a processor.',
      },
    ],
    [
      'a machine that was too busy has another message than a program that was slow',
      { ...ran, kind: 'killed', by: 'starved', usage: { ...usage, wallMs: 21_002, stalledMs: 15_502 } },
      {
        status: 'timeout',
        reason: 'time',
        message:
          'The program was stopped after 21 s, the most that its limit of 7 s allows: the machine was too busy, and it waited 15.5 s for a processor.',
      },
    ],
    [
      'the same of the compile',
      { ...compiled, kind: 'killed', by: 'starved', usage: { ...usage, wallMs: 32_000, stalledMs: null } },
      {
        status: 'error',
        reason: 'compile',
        message:
          'The compiler was stopped after 30 s, the most that its limit of 10 s allows: the machine was too busy.',
      },
    ],
    [
      'memory names the limit and the peak',
      { ...ran, kind: 'killed', by: 'memory' },
      {
        status: 'error',
        reason: 'memory',
        message: expect.stringMatching(/limit of 256 MiB \(it had reached 257\.5 MiB\)/),
      },
    ],
    [
      'output names the stream',
      { ...ran, kind: 'killed', by: 'output', usage: { ...usage, stderrTruncated: true } },
      {
        status: 'error',
        reason: 'output',
        message: expect.stringContaining('limit of 1 MiB to stderr'),
      },
    ],
    [
      'every bad end of a compile has the reason compile',
      { ...compiled, kind: 'killed', by: 'time' },
      { status: 'error', reason: 'compile', message: 'The compiler was stopped after its limit of 10 s of wall time.' },
    ],
    [
      'a compiler out of memory says so',
      { ...compiled, kind: 'exited', exitCode: 1, refused: 'memory' },
      { status: 'error', reason: 'compile', message: 'The compiler ran out of memory.' },
    ],
  ];
  it('take the compile time from the compile, and all other figures from the run', () => {
    const steps = [
      { ...compiled, kind: 'exited', exitCode: 0 },
      { ...ran, kind: 'exited', exitCode: 2 },
    ] as const;
    expect(resultOf(steps, limits)).toMatchObject({ exitCode: 2, compileMs: 89.99, runMs: 4.99, usage });
    expect(resultOf([{ ...compiled, kind: 'exited', exitCode: 1 }], limits)).toMatchObject({
      compileMs: 89.99,
      runMs: null,
    });
  });

  it('has no time below 0, also where stalls were measured a moment longer than the run', () => {
    const late = { ...ran, kind: 'exited', exitCode: 0, usage: { ...usage, wallMs: 3, stalledMs: 7.5 } } as const;
    expect(resultOf([late], limits)).toMatchObject({ runMs: 0 });
  });

  it.each(cases)('%s', (_title, outcome, expected) => {
    expect(resultOf([outcome], limits)).toMatchObject(expected);
  });
});
