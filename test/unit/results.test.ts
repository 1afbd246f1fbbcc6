import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/domain.ts';
import { resultOf } from '../../src/results.ts';
import { limits } from '../support/scripted-sandbox.ts';

const used = {
  compileMs: null,
  runMs: 5,
  cpuMs: 4,
  memoryPeakBytes: 270_000_000,
  stdoutTruncated: false,
  stderrTruncated: false,
};

describe('the status rules', () => {
  const cases: [string, Outcome, object][] = [
    [
      'exit 0 is completed',
      { ...used, kind: 'exited', phase: 'run', exitCode: 0 },
      { status: 'completed', reason: null, message: null },
    ],
    [
      'a program that copes with a refused fork is completed',
      { ...used, kind: 'exited', phase: 'run', exitCode: 0, refused: 'processes' },
      { status: 'completed', reason: null },
    ],
    [
      'another code is exit',
      { ...used, kind: 'exited', phase: 'run', exitCode: 3 },
      { status: 'error', reason: 'exit', exitCode: 3 },
    ],
    [
      'a refused fork names the reason of the failure that follows',
      { ...used, kind: 'exited', phase: 'run', exitCode: 1, refused: 'processes' },
      { status: 'error', reason: 'processes', exitCode: 1 },
    ],
    [
      'a failed allocation that ends the program is memory',
      { ...used, kind: 'signalled', phase: 'run', signal: 'SIGABRT', refused: 'memory' },
      { status: 'error', reason: 'memory', signal: 'SIGABRT' },
    ],
    [
      'a signal is explained',
      { ...used, kind: 'signalled', phase: 'run', signal: 'SIGSEGV' },
      {
        status: 'error',
        reason: 'signal',
        signal: 'SIGSEGV',
        exitCode: null,
        message: expect.stringContaining('segmentation fault'),
      },
    ],
    [
      'the time limit of the run is a timeout',
      { ...used, kind: 'killed', phase: 'run', by: 'time' },
      {
        status: 'timeout',
        reason: 'time',
        message: 'The program was stopped after its limit of 7 s.',
        exitCode: null,
        signal: null,
      },
    ],
    [
      'memory names the limit and the peak',
      { ...used, kind: 'killed', phase: 'run', by: 'memory' },
      {
        status: 'error',
        reason: 'memory',
        message: expect.stringMatching(/limit of 256 MiB \(it had reached 257\.5 MiB\)/),
      },
    ],
    [
      'output names the stream',
      { ...used, kind: 'killed', phase: 'run', by: 'output', stderrTruncated: true },
      {
        status: 'error',
        reason: 'output',
        stderrTruncated: true,
        message: expect.stringContaining('limit of 1 MiB to stderr'),
      },
    ],
    [
      'whatever ends the compile badly is compile',
      { ...used, kind: 'killed', phase: 'compile', by: 'time' },
      { status: 'error', reason: 'compile', message: 'The compiler was stopped after its limit of 10 s.' },
    ],
    [
      'a compiler out of memory says so',
      { ...used, kind: 'exited', phase: 'compile', exitCode: 1, refused: 'memory' },
      { status: 'error', reason: 'compile', message: 'The compiler ran out of memory.' },
    ],
  ];
  it.each(cases)('%s', (_title, outcome, expected) => {
    expect(resultOf(outcome, limits)).toMatchObject(expected);
  });
});
