import { describe, expect, it } from 'vitest';
import type { Program } from '../../src/sandbox/sandbox.ts';
import { compileCommand, precompiledSets } from '../../src/sandbox/docker/compile.ts';
import { runsPrepared, startOf, suitsPrepared } from '../../src/sandbox/docker/run.ts';
import { limits } from '../../tools/docker-sandbox.ts';
import { languages, programFor } from '../../tools/programs.ts';

const cpp = languages.find('cpp')!;
const sets = await precompiledSets(cpp);

const filesOf = (files: Record<string, string>) => Object.entries(files).map(([name, content]) => ({ name, content }));

describe('the command that compiles', () => {
  const command = (language: string, files: Record<string, string>, more: Partial<Program> = {}) =>
    compileCommand({ ...programFor(language, ''), files: filesOf(files), ...more }, sets).join(' ');

  it('names every source and no other file, the main file first', () => {
    const files = { 'prog.cpp': '', 'lib/geo.h': '', 'lib/geo.cpp': '', 'data.bin': '', 'old.C': '' };
    expect(command('cpp', files)).toContain(' -o main prog.cpp lib/geo.cpp old.C /sandbox/');
    expect(command('c', { 'a.c': '', 'b.c': '', 'b.cpp': '' })).toContain(' -o main a.c b.c /sandbox/');
  });

  it('has the caller’s arguments unchanged, after the engine’s flags', () => {
    const compilerArgs = ['-std=c++17', '-DNAME=a b', '-O2'];
    const program = { ...programFor('cpp', 'int x;'), compilerArgs };
    const words = compileCommand(program, sets);
    const at = words.indexOf('-std=c++17');
    expect(words.slice(at, at + 3)).toEqual(compilerArgs);
    expect(words.indexOf('-std=gnu++20')).toBeLessThan(at);
  });

  it('does not read a file name as an option', () => {
    expect(command('cpp', { '-o.cpp': '' })).toContain(' ./-o.cpp ');
  });

  it.each([
    [
      'headers that each of them includes',
      '#include <iostream>\n#include <vector>\n',
      '#include <iostream>\n',
      'iostream.h',
    ],
    ['no header that one of them did not include', '#include <iostream>\n', '#include <cstdio>\n', ''],
    ['no header if one of them defines macros', '#define X 1\n#include <iostream>\n', '#include <iostream>\n', ''],
  ])('passes the precompiled header with %s for several sources', (_what, one, other, header) => {
    const [, given = ''] = /-include \/pch\/(\S+)/.exec(command('cpp', { 'main.cpp': one, 'b.cpp': other })) ?? [];
    expect(given).toBe(header);
  });
});

describe('the command that runs', () => {
  const start = (id: string, contents: Record<string, string>, args: string[] = []) => {
    const [language, files, runs] = [languages.find(id)!, filesOf(contents), [{ stdin: '', args }]];
    const program = { language, files, runs, compilerArgs: [], limits: {} };
    return startOf(language, files, runs[0]!, suitsPrepared(program) && runsPrepared(program, limits));
  };

  it.each([
    ['the prepared interpreter, for the usual file', { 'main.py': 'print()' }, [], []],
    ['a plain one for another name', { 'game.py': '' }, [], ['python', 'game.py']],
    ['a plain one with arguments', { 'main.py': '' }, ['-n', '3 4'], ['python', 'main.py', '-n', '3 4']],
    ['a plain one for another encoding', { 'main.py': '# coding: latin-1\n' }, [], ['python', 'main.py']],
    ['no option', { '-c.py': '' }, [], ['python', './-c.py']],
  ])('is %s', (_what, files, args, argv) => {
    expect(start('python', files as Record<string, string>, args).argv).toEqual(argv);
  });

  it('has arguments after the program’s own name', () => {
    expect(start('cpp', { 'main.cpp': '' }, ['a']).argv).toEqual(['./main', 'a']);
  });
});
