import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLanguages, type Languages } from '../../src/languages.ts';
import { readRecipes } from '../../src/sandbox/docker/recipes.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { runProgram, whenReady } from '../../tools/run-in.ts';
import { dockerSandbox } from '../../tools/docker-sandbox.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';
import { ROOT } from '../../tools/process.ts';

const NO_DOCKER = missing(dockerIsHere(), 'a language of one’s own', 'Docker is not here');

describe.skipIf(NO_DOCKER)('a language that is added as CONTRIBUTING.md says', () => {
  let folder: string;
  let languages: Languages;
  let sandbox: Sandbox;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codeengine-language-'));
    const guide = await readFile(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
    const block = (kind: string) => new RegExp(`\`\`\`${kind}\\n([^]*?)\`\`\``).exec(guide)![1]!;
    await mkdir(join(folder, 'awk'));
    await writeFile(join(folder, 'awk/language.json'), block('json'));
    await writeFile(join(folder, 'awk/Dockerfile'), block('dockerfile'));
    await writeFile(join(folder, 'awk/sample.awk'), '{ print "Hello, " $0 "!" }\n');
    languages = readLanguages([folder]);
    sandbox = dockerSandbox({ languages, recipes: readRecipes(languages, {}) });
    await whenReady(sandbox);
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  const run = (content: string, stdin = '', args: string[] = []) => {
    const language = languages.find('awk')!;
    const files = [{ name: language.file, content }];
    return runProgram(sandbox, { language, files, compilerArgs: [], runs: [{ stdin, args }], limits: {} });
  };

  it('prints a greeting, and its version is listed', async () => {
    expect(await run(languages.find('awk')!.sample, 'Ada\n')).toMatchObject({
      stdout: 'Hello, Ada!\n',
      outcome: { kind: 'exited', exitCode: 0 },
    });
    expect(sandbox.versions()['awk']).toMatch(/^awk of GNU bash/);
    expect(sandbox.ready!().get('awk')).toBe(true);
  });

  it('ends with its own exit code, and has its arguments', async () => {
    const { outcome, stdout } = await run('BEGIN { print ARGC, ARGV[1]; exit 3 }', '', ['x y']);
    expect([outcome, stdout]).toMatchObject([{ kind: 'exited', exitCode: 3 }, '2 x y\n']);
  });

  it('shows where its error is', async () => {
    const { outcome, stderr } = await run('BEGIN {\n  print (\n}\n');
    expect([outcome.kind, stderr]).toEqual(['exited', expect.stringMatching(/main\.awk:?.*[23]|line [23]/s)]);
  });
});
