import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { announce } from '../../src/announce.ts';
import { createLogger } from '../../src/log.ts';
import { RUN_FINISHED } from '../../src/run-summary.ts';
import { OWN_LANGUAGES, readLanguages } from '../../src/languages.ts';
import { createScriptedSandbox } from '../support/scripted-sandbox.ts';
import packageFile from '../../package.json' with { type: 'json' };

const languages = readLanguages([OWN_LANGUAGES], ['python', 'cpp', 'c']);
const config = { LOG_LEVEL: 'info', LOG_FORMAT: 'auto', MODE: 'embedded', ROLE: 'all' } as const;
const summary = {
  id: '019c2f6a-3b1e-7c4d-9f20-5e8a7b6c1d02',
  language: 'python',
  status: 'completed',
  reason: null,
  exitCode: 0,
  signal: null,
  runMs: 15.7,
  compileMs: null,
};

function written(wanted: object, isTTY: boolean, ...abouts: object[]): string {
  let text = '';
  const log = createLogger({ ...config, ...wanted }, { write: (chunk: string) => void (text += chunk), isTTY });
  for (const about of abouts) log.info(about, RUN_FINISHED);
  return text;
}

describe('the log', () => {
  it('has one short line for each run in a terminal', () => {
    const exited = { ...summary, language: 'c', status: 'error', reason: 'exit', exitCode: 3, compileMs: 40 };
    const crashed = { ...exited, reason: 'signal', signal: 'SIGSEGV' };
    const compile = { ...exited, reason: 'compile', runMs: null };
    const stopped = { ...summary, status: 'cancelled', reason: 'cancelled', runMs: null };
    const lines = written({ LOG_FORMAT: 'pretty' }, false, summary, exited, crashed, compile, stopped)
      .trim()
      .split('\n');
    expect(lines.map((line) => line.replace(/^\[[\d:]{8}\] INFO: /, ''))).toEqual([
      'python completed 16 ms',
      'c error (exit code 3) 16 ms',
      'c error (SIGSEGV) 16 ms',
      'c error (compile) 40 ms',
      'python cancelled',
    ]);
  });

  it.each([
    ['auto', false],
    ['json', true],
  ])('has all fields of a run in JSON, with an ISO 8601 time: LOG_FORMAT=%s, terminal: %s', (LOG_FORMAT, isTTY) => {
    const line = JSON.parse(written({ LOG_FORMAT }, isTTY, summary)) as { time: string };
    expect(line).toMatchObject({ ...summary, msg: 'submission finished', role: 'all' });
    expect(new Date(line.time).toISOString()).toBe(line.time);
  });

  it('has short lines in a terminal, and JSON elsewhere', () => {
    expect(written({}, true, summary)).toContain('python completed 16 ms');
  });
});

describe('the start line', () => {
  it('has the version, the address and the languages that are not ready; another line follows when they are', async () => {
    const lines: string[] = [];
    const log = pino(
      { base: null },
      { write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg) },
    );
    let problem = 'the images are being prepared';
    const sandbox = {
      ...createScriptedSandbox(),
      check: async () => {
        if (problem) throw new Error(problem);
      },
    };
    const { signal } = new AbortController();
    const announced = announce({ url: 'http://127.0.0.1:8080', role: 'all', languages, sandbox, log, signal });
    setTimeout(() => (problem = ''), 100);
    await announced;
    expect(lines).toEqual([
      `CodeEngine ${packageFile.version} · http://127.0.0.1:8080 · the images are being prepared`,
      'Python, C++, C ready',
    ]);
  });
});
