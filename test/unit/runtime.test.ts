import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createRuntime, type Runtimes } from '../../src/sandbox/docker/runtime.ts';

const BOTH = { CgroupVersion: '2', DefaultRuntime: 'runc', Runtimes: { runc: {}, crun: {} } };

/** A runtime beside a Docker that says this of itself, and the log's lines. */
function runtimeOf(said: Runtimes | Error, chosen?: string) {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const docker = { info: async () => (said instanceof Error ? Promise.reject(said) : said) };
  return { ...createRuntime({ docker, chosen, log }), lines };
}

describe('the runtime of sandboxes', () => {
  it.each<[string, Runtimes, string | undefined, string | undefined]>([
    ['crun, where Docker has it', BOTH, undefined, 'crun'],
    ["Docker's default, where there is no crun", { ...BOTH, Runtimes: { runc: {} } }, undefined, undefined],
    [
      "Docker's default with cgroup v1, where crun leaves a folder writable",
      { ...BOTH, CgroupVersion: '1' },
      undefined,
      undefined,
    ],
    ["the operator's default of Docker", { ...BOTH, DefaultRuntime: 'runsc' }, undefined, undefined],
    ['what SANDBOX_RUNTIME names', BOTH, 'runsc', 'runsc'],
    ['runc, when SANDBOX_RUNTIME names it', BOTH, 'runc', 'runc'],
  ])('is %s', async (_what, said, chosen, expected) => {
    expect(await runtimeOf(said, chosen).name()).toBe(expected);
  });

  it("is Docker's default after a crun that starts no container, which is logged once", async () => {
    const runtime = runtimeOf(BOTH);
    await runtime.name();
    expect(runtime.failed(new Error('unknown cgroup'))).toBe(true);
    expect(await runtime.name()).toBeUndefined();
    runtime.works();
    expect(runtime.failed(new Error('another'))).toBe(false);
    expect(runtime.lines).toHaveLength(1);
    expect(runtime.lines[0]).toContain('unknown cgroup');
  });

  it('stays crun once a container has started, whatever fails later', async () => {
    const runtime = runtimeOf(BOTH);
    await runtime.name();
    runtime.works();
    expect(runtime.failed(new Error('no space'))).toBe(false);
    expect(await runtime.name()).toBe('crun');
  });

  it('fails while Docker does not answer', async () => {
    await expect(runtimeOf(new Error('connect ENOENT')).name()).rejects.toThrow('ENOENT');
  });
});
