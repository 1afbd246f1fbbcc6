import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { classes } from '../../tools/doctor/cases/all.ts';
import { describeDoctor } from '../support/doctor.ts';
import { embeddedEngine } from '../support/embedded-engine.ts';
import { ROOT } from '../../tools/process.ts';

const doctor = (...args: string[]) =>
  new Promise<{ code: number; stdout: string }>((resolve) => {
    execFile('npx', ['tsx', 'tools/doctor/main.ts', ...args], { cwd: ROOT }, (error, stdout) =>
      resolve({ code: error ? Number(error.code) : 0, stdout }),
    );
  });

/** The class of attacks on the compiler: no program of it compiles, and several compiles end only at the limit. */
const TO_THE_LIMIT = 'compile';

describe('npm run doctor, with a short limit for compiles', () => {
  const engine = embeddedEngine({ LIMIT_COMPILE_MS: '8000', LANGUAGES: 'cpp' });

  describeDoctor(() => engine.url, [TO_THE_LIMIT]);
});

describe('npm run doctor', () => {
  const engine = embeddedEngine({ LIMIT_TIME_MS: '10000', LIMIT_COMPILE_MS: '40000' });

  describeDoctor(
    () => engine.url,
    Object.keys(classes).filter((name) => name !== TO_THE_LIMIT),
  );

  it('reports on a terminal, by class', async () => {
    const { code, stdout } = await doctor('--url', engine.url, '--only', 'network', '--only', 'afterwards');
    expect(stdout).toMatch(
      /wasm sandbox, Python: CPython[^]*ok {3}network +7\/7\n[^]*All 10 cases are as they must be/,
    );
    expect(code).toBe(0);
  });

  it('refuses an unknown class, and lists the known ones', async () => {
    expect(await doctor('--only', 'nonsense')).toMatchObject({ code: 2, stdout: expect.stringContaining('ordinary') });
  });
});
