import { describe, expect, it } from 'vitest';
import { readEvent, readJob, readSubmission } from '../../src/domain/earlier.ts';
import { submissionFrom } from '../../src/domain/record.ts';
import { finished, finishedSubmission, job, output, queued, running } from '../support/stories.ts';

const AT = '2026-01-02T03:04:05.678Z';
const program = { language: 'c', code: 'int main(){}', input: 'in' };
const request = {
  language: 'c',
  files: [{ name: 'main.c', content: 'int main(){}' }],
  compilerArgs: [],
  runs: [{ stdin: 'in', args: [] }],
  limits: {},
};
const ending = { status: 'completed', reason: null, message: null, exitCode: 0, signal: null };
const used = { cpuMs: 9, memoryPeakBytes: 1024, stdoutTruncated: true, stderrTruncated: false };

describe('data of version 0.1', () => {
  it('is read as a job of this version', () => {
    expect(readJob({ id: 'a', ...program, submittedAt: AT })).toEqual({ id: 'a', request, submittedAt: AT });
    expect(readJob({ id: 'a', ...program, language: 'python', submittedAt: AT }).request.files[0]!.name).toBe(
      'main.py',
    );
    expect(readJob({ id: 'a', ...program, language: 'cpp', submittedAt: AT }).request.files[0]!.name).toBe('main.cpp');
  });

  it('is read as a story of this version', () => {
    const story = [
      { type: 'queued', request: program, at: AT },
      { type: 'running', sandbox: 'docker', at: AT },
      { type: 'output', stream: 'stdout', text: 'hi' },
      { type: 'finished', result: { ...ending, compileMs: 80, runMs: 12, ...used }, at: AT },
    ].map(readEvent);
    expect(submissionFrom('a', story)).toMatchObject({
      request,
      stdout: 'hi',
      result: { ...ending, compileMs: 80, runMs: 12, usage: { wallMs: 12, stalledMs: null, ...used } },
    });
  });

  it('is read as a record of this version, whether its program ran, was only compiled, or neither', () => {
    const usageOf = (times: object) => {
      const result = { ...ending, ...times, ...used };
      return readSubmission({ ...finishedSubmission(), request: program, result }).result!.usage;
    };
    expect(readSubmission({ ...finishedSubmission(), request: program })).toMatchObject({ request });
    expect(usageOf({ compileMs: 80, runMs: 12 })).toEqual({ wallMs: 12, stalledMs: null, ...used });
    expect(usageOf({ compileMs: 80, runMs: null })).toEqual({ wallMs: 80, stalledMs: null, ...used });
    expect(usageOf({ compileMs: null, runMs: null })).toBeNull();
  });
});

it('data of this version is read unchanged', () => {
  const written = job();
  expect(readJob(written)).toEqual(written);
  for (const event of [queued, running, output('x'), finished]) expect(readEvent(event)).toEqual(event);
  const record = finishedSubmission();
  expect(readSubmission(record)).toEqual(record);
});
