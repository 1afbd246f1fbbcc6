import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OWN_LANGUAGES, readLanguages } from '../../src/languages.ts';
import { contentHash, filesOf, readRecipes } from '../../src/sandbox/docker/recipes.ts';

describe('the recipe of an image', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codeengine-recipes-'));
    await cp(join(OWN_LANGUAGES, 'python'), join(folder, 'python'), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));
  const write = async (path: string, text: string) => {
    await mkdir(join(folder, 'python', path, '..'), { recursive: true });
    await writeFile(join(folder, 'python', path), text);
  };
  const recipe = () => readRecipes(readLanguages([folder]), {}).languages.get('python')!;
  const hash = (madeOf = ['base']) => contentHash(recipe(), madeOf);

  it('depends on the Dockerfile, the files beside and below it, and the base image', async () => {
    const seen = new Set([await hash(), await hash(['other base'])]);
    for (const path of ['Dockerfile', 'more.py', 'deep/more.py']) {
      await write(path, `# ${path}`);
      seen.add(await hash());
    }
    expect(seen.size).toBe(5);
    expect(await filesOf(recipe())).toEqual([
      'Dockerfile',
      'deep/more.py',
      'hints.py',
      'more.py',
      'output.py',
      'packages.sh',
      'requirements.txt',
    ]);
  });

  it('does not depend on samples, examples, cases and the WebAssembly part', async () => {
    const before = await hash();
    for (const path of ['sample.py', 'examples/x.py', 'cases/x.py', 'wasm/boot.py']) await write(path, 'pass');
    expect(await hash()).toBe(before);
  });

  it('depends on the packages that are set, which must be names', async () => {
    const withPackages = (PYTHON_PACKAGES: string) =>
      readRecipes(readLanguages([folder]), { PYTHON_PACKAGES }).languages.get('python')!;
    const tags = await Promise.all(
      ['', 'numpy', 'numpy, pandas==2.2'].map((list) => contentHash(withPackages(list), [])),
    );
    expect(new Set(tags).size).toBe(3);
    expect(withPackages('numpy, pandas==2.2').packages).toBe('numpy pandas==2.2');
    for (const wrong of ['--index-url=x', 'numpy;id', '$(id)'])
      expect(() => withPackages(wrong)).toThrow(/PYTHON_PACKAGES: .* is no name of a package/);
  });

  it('has the base image that the language names, or that of the setting', () => {
    const bases = (settings: Record<string, string>) => {
      const { agent, languages } = readRecipes(readLanguages([OWN_LANGUAGES], ['python', 'c']), settings);
      return [agent.base, ...[...languages].map(([id, { base }]) => `${id} ${base}`)];
    };
    expect(bases({})).toEqual(['gcc:13.2.0', 'python python:3.10-alpine', 'cpp gcc:13.2.0']);
    expect(bases({ GCC_IMAGE: 'gcc:14', PYTHON_IMAGE: 'mine' })).toEqual(['gcc:14', 'python mine', 'cpp gcc:14']);
  });
});
