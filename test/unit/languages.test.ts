import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { languagesOf } from '../../src/compose/settings.ts';
import { readConfig } from '../../src/config.ts';
import { OWN_LANGUAGES, readLanguages } from '../../src/languages.ts';

describe('the folders of languages', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codeengine-languages-'));
    await cp(join(OWN_LANGUAGES, 'c'), join(folder, 'mine'), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const own = async () => JSON.parse(await readFile(path(), 'utf8')) as object;
  const path = () => join(folder, 'mine/language.json');
  const write = async (changed: object) => writeFile(path(), JSON.stringify({ ...(await own()), ...changed }));

  it('are offered in their order, found by id and alias in any case', () => {
    const languages = readLanguages([OWN_LANGUAGES]);
    expect(
      languages
        .all()
        .slice(0, 3)
        .map(({ id }) => id),
    ).toEqual(['python', 'cpp', 'c']);
    expect([languages.find('PY')?.id, languages.find('C++')?.id, languages.find('cobol')]).toEqual([
      'python',
      'cpp',
      undefined,
    ]);
  });

  it('are chosen by their ids; an unknown id is refused with a list of the known ones', () => {
    expect(
      readLanguages([OWN_LANGUAGES], ['c', 'python'])
        .all()
        .map(({ id }) => id),
    ).toEqual(['python', 'c']);
    expect(() => readLanguages([OWN_LANGUAGES], ['cobol'])).toThrow(
      /LANGUAGES: there is no language cobol; there are .*python.*, and all/,
    );
  });

  it('may be offered only if LANGUAGES names them, or is all', async () => {
    await write({ order: 200, offered: 'chosen' });
    const mine = (...chosen: string[]) =>
      readLanguages([OWN_LANGUAGES, folder], chosen.length ? chosen : undefined).find('mine');
    expect([mine(), mine('c'), mine('mine')?.id, mine('all')?.id]).toEqual([undefined, undefined, 'mine', 'mine']);
  });

  it('run in a faster build if an operator has made one and all its files are there', async () => {
    const data = join(folder, 'data');
    const python = () => languagesOf(readConfig({ DATA_DIR: data })).find('py')!.wasm!;
    const usual = python();
    await mkdir(join(data, 'wasm/python'), { recursive: true });
    await writeFile(join(data, 'wasm/python/python.wasm'), '');
    expect(python()).toEqual(usual);
    await writeFile(join(data, 'wasm/python/python313.zip'), '');
    expect(python()).toMatchObject({
      notes: expect.stringContaining('two to three times as long'),
      interpreter: { module: join(data, 'wasm/python/python.wasm'), run: usual.interpreter!.run },
    });
  });

  it('refuse a start whose memory limit is below what a language needs', async () => {
    const { docker: its } = (await own()) as { docker: object };
    await write({ docker: { ...its, leastMemoryMb: 48 } });
    const offered = (more: object) =>
      languagesOf(readConfig({ LANGUAGES_DIR: folder, LIMIT_MEMORY_MB: '32', ...more }));
    const docker = { SANDBOX: 'docker', LANGUAGES: 'c,mine' };
    expect(() => offered(docker)).toThrow(
      /^LIMIT_MEMORY_MB: must be at least 48 for .*, or LANGUAGES must leave out mine.$/,
    );
    expect(offered({ ...docker, LANGUAGES: 'c' }).all()).toHaveLength(1);
    expect(offered({ ...docker, LIMIT_MEMORY_MB: '48' }).all()).toHaveLength(2);
  });

  it('can be added to the engine’s own', async () => {
    await write({ name: 'Mine', order: 200 });
    expect(readLanguages([OWN_LANGUAGES, folder]).find('mine')).toMatchObject({ name: 'Mine', image: 'cpp' });
  });

  it('give an interpreter files, whole folders, and files of packages', async () => {
    await mkdir(join(folder, 'mine/wasm/more'), { recursive: true });
    for (const name of ['boot.js', 'more/one.js']) await writeFile(join(folder, 'mine/wasm', name), '');
    const files = { 'first.js': 'wasm/boot.js', all: 'wasm', 'lib/shown.js': 'npm:shown/index.js' };
    const interpreter = { module: 'mine/mine.wasm', run: ['mine'], files, version: 'version' };
    await write({ wasm: { implementation: 'Mine', interpreter } });
    const found = readLanguages([OWN_LANGUAGES, folder], ['mine']).find('mine')?.wasm?.interpreter?.files;
    expect(found).toEqual({
      'first.js': join(folder, 'mine/wasm/boot.js'),
      'all/boot.js': join(folder, 'mine/wasm/boot.js'),
      'all/more/one.js': join(folder, 'mine/wasm/more/one.js'),
      'lib/shown.js': 'npm:shown/index.js',
    });
  });

  it.each([
    ['a field that is not known', { colour: 'red' }, /mine\/language\.json: .*colour/],
    ['a field of another type', { name: 7 }, /mine\/language\.json: name: /],
    [
      'a field deep inside',
      { docker: { implementation: 'X', version: ['x'], run: [] } },
      /language\.json: docker\.run: /,
    ],
    ['a pattern that is none', { outOfMemory: '(' }, /language\.json: outOfMemory: must be a regular expression/],
    ['an image that no language has', { image: 'cobol' }, /language\.json: image: cobol is no language whose/],
    [
      'a name of another language',
      { aliases: ['py'] },
      /mine\/language\.json: aliases: "py" is a name of python already/,
    ],
  ])('with mistakes stop the start with an error that names file and field: %s', async (_what, changed, message) => {
    await write(changed);
    expect(() => readLanguages([OWN_LANGUAGES, folder])).toThrow(message);
  });

  it('without valid JSON, or without a sample, are refused with the reason', async () => {
    await writeFile(path(), '{');
    expect(() => readLanguages([folder])).toThrow(/mine\/language\.json: /);
    await cp(join(OWN_LANGUAGES, 'c/language.json'), path());
    await rm(join(folder, 'mine/sample.c'));
    expect(() => readLanguages([folder])).toThrow(/there is no file sample/);
  });
});
