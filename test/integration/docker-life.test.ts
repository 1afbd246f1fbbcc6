import { randomUUID } from 'node:crypto';
import Docker from 'dockerode';
import { describe, expect, it } from 'vitest';
import { ENGINE_LABEL } from '../../src/sandbox/docker/options.ts';
import { readRecipes } from '../../src/sandbox/docker/recipes.ts';
import { runIn, whenReady } from '../../tools/run-in.ts';
import { languages, onlyPython, programFor } from '../../tools/programs.ts';
import { dockerSandbox, limits } from '../../tools/docker-sandbox.ts';
import { eventually } from '../support/engine.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';

const NO_DOCKER = missing(dockerIsHere(), 'the life of containers', 'Docker is not here');
const docker = new Docker();
/** The containers of one engine; other engines may use the same machine. */
const containersOf = async (engine: string) =>
  (await docker.listContainers({ filters: { label: [`${ENGINE_LABEL}=${engine}`] } })).map(({ Id }) => Id);

/** Each test has a sandbox of its own, and mostly waits. */
describe.skipIf(NO_DOCKER)('a sandbox of containers', { concurrent: true }, () => {
  it('leaves no container behind when it closes', async () => {
    const engine = `test-${randomUUID()}`;
    const other = dockerSandbox({ engine, languages: onlyPython, warm: { each: 1, total: 1 } });
    await whenReady(other);
    await runIn(other, 'python', 'print(1)');
    expect((await containersOf(engine)).length).toBeGreaterThan(0);
    await other.close();
    await eventually(async () => (await containersOf(engine)).length === 0);
  });

  it('replaces a warm container that dies', async () => {
    const engine = `test-${randomUUID()}`;
    // with all languages, the warm container is there before the last container that prints a version is
    const other = dockerSandbox({ engine, warm: { each: 1, total: 1 } });
    await whenReady(other);
    await eventually(async () => (await containersOf(engine)).length === 1); // the containers that printed the versions are removed
    const [mine] = await containersOf(engine);
    await docker.getContainer(mine!).kill();
    await eventually(async () => (await containersOf(engine)).some((id) => id !== mine));
    expect((await runIn(other, 'python', 'print("alive")')).stdout).toBe('alive\n');
    await other.close();
  });

  it('ends as memory when the memory limit ends a container, and as a failed sandbox when it is killed from outside', async () => {
    const engine = `test-${randomUUID()}`;
    const other = dockerSandbox({
      engine,
      languages: onlyPython,
      limits: { ...limits, timeMs: 40_000 },
      warm: { each: 0, total: 0 },
    });
    await whenReady(other);
    await eventually(async () => (await containersOf(engine)).length === 0);
    const killed = async (code: string) => {
      const run = other.run(programFor('python', code), new AbortController().signal);
      expect((await run.next()).value).toMatchObject({ text: 'here' });
      const [mine] = await containersOf(engine);
      await docker.getContainer(mine!).kill();
      await eventually(async () => (await containersOf(engine)).length === 0); // the end is read late, as by a slow store
      return run.next();
    };
    const pause = 'print("here", end="", flush=True)\nimport time\ntime.sleep(60)';
    await expect(killed(pause)).rejects.toThrow('the sandbox ended before its program did');
    const greedy = `import os\nif os.fork() == 0:\n    x = bytearray(400_000_000)\nos.wait()\n${pause}`;
    const ends: unknown[] = [];
    for (let n = 0; n < 5 && !ends.includes('memory'); n++) {
      const { value } = await killed(greedy).catch(() => ({ value: {} })); // Docker had already removed the container
      ends.push((value as { outcome?: { by?: string } }).outcome?.by);
    }
    expect(ends).toContain('memory');
    await other.close();
  });

  it('names an image that cannot be pulled, and runs the languages of other images', async () => {
    const other = dockerSandbox({ recipes: readRecipes(languages, { PYTHON_IMAGE: 'no-such-image:1' }) });
    await expect(whenReady(other, { ms: 3000 })).rejects.toThrow(/no-such-image:1 is not here and could not be pulled/);
    await expect(runIn(other, 'python', 'print(1)')).rejects.toThrow('no-such-image:1');
    await eventually(() => other.ready!().get('c') === true);
    expect((await runIn(other, 'cpp', '#include <cstdio>\nint main() { puts("on"); }')).stdout).toBe('on\n');
    await other.check();
    await other.close();
  });

  it('names packages that cannot be installed, and runs the languages of other images', async () => {
    const other = dockerSandbox({ recipes: readRecipes(languages, { PYTHON_PACKAGES: 'codeengine-no-such-package' }) });
    const why = () => String(other.ready!().get('python'));
    await eventually(() => why().startsWith('The image for python could not be built'));
    expect(why()).toMatch(
      /could not be installed: codeengine-no-such-package|The image has no pip to install packages with/,
    );
    await eventually(() => other.ready!().get('c') === true);
    await other.check();
    await other.close();
  });

  it('runs a language that shares an image with one that does not work', async () => {
    const { docker: runs, ...sql } = languages.find('sql')!;
    const broken = { ...sql, docker: { ...runs!, version: ['sh', '-c', 'echo no such tool >&2; exit 1'] } };
    const both = [broken, languages.find('python')!];
    const other = dockerSandbox({ languages: { ...languages, all: () => both } });
    await whenReady(other, { language: 'python' });
    await eventually(() => String(other.ready!().get('sql')).includes('does not work: no such tool'));
    expect((await runIn(other, 'python', 'print("on")')).stdout).toBe('on\n');
    expect(other.versions()).toEqual({ python: expect.stringMatching(/^CPython 3\./) as string });
    await other.close();
  });

  it('says that Docker does not answer, and does not hang', async () => {
    const other = dockerSandbox({ host: 'unix:///nowhere/docker.sock' });
    await expect(whenReady(other, { ms: 1500 })).rejects.toThrow(/nowhere\/docker\.sock/);
    await other.close();
  });
});
