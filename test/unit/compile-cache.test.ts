import { describe, expect, it } from 'vitest';
import { compileKey, createCompileCache } from '../../src/sandbox/compile-cache.ts';
import { allLanguages } from '../../tools/programs.ts';

const of = (size: number) => ({ bytes: new Uint8Array(size), messages: [] });

describe('the cache of compiled programs', () => {
  it('stays within its size: drops the least recently used entries, and keeps no large ones', () => {
    const cache = createCompileCache(800);
    for (let n = 0; n < 8; n++) cache.keep(String(n), of(100));
    cache.find('0');
    cache.keep('8', of(50));
    cache.keep('large', of(101));
    cache.keep('talkative', { ...of(90), messages: ['123456'] });
    const found = ['0', '1', '2', '8', 'large', 'talkative'].map((key) => cache.find(key) !== undefined);
    expect(found).toEqual([true, false, true, true, false, false]);
  });

  it('keeps nothing when its size is 0', () => {
    const cache = createCompileCache(0);
    cache.keep('a', of(0));
    expect(cache.mostBytes).toBe(0);
  });

  it('has one entry for the same language, compiler, arguments and files', () => {
    const program = (...texts: [name: string, text: string][]) => ({
      files: texts.map(([name, text]) => ({ name, bytes: Buffer.from(text) })),
      compilerArgs: ['-O2'],
    });
    const one = program(['main.c', 'ab'], ['b.c', 'c']);
    const keys = [
      compileKey({ id: 'c' }, ['gcc'], one),
      compileKey({ id: 'cpp' }, ['gcc'], one),
      compileKey({ id: 'c' }, ['gcc', 'image'], one),
      compileKey({ id: 'c' }, ['gcc'], { ...one, compilerArgs: [] }),
      compileKey({ id: 'c' }, ['gcc'], program(['main.c', 'a'], ['b.c', 'bc'])),
      compileKey({ id: 'c' }, ['gcc'], program(['main.c', 'ab'], ['d.c', 'c'])),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(compileKey({ id: 'c' }, ['gcc'], program(['main.c', 'ab'], ['b.c', 'c']))).toBe(keys[0]);
  });

  it.each([
    ['c', 'puts(__TIME__);'],
    ['cpp', 'asm(".incbin \\"/etc/hostname\\"");'],
    ['rust', 'let now = include_str!("/proc/uptime");'],
    ['go', 'replace clock => ../dev/clock'],
    ['rust', '', '-Clinker=./now.sh'],
    ['go', '', '-toolexec=./now.sh'],
    ['java', '', '-processor'],
    ['c', '', '-wrapper', 'sh,-c,./now.sh'],
    ['c', '', '@arguments.txt'],
    ['cpp', '', '-fplugin=./now.so'],
    ['cpp', '', '-Wl,-plugin,./now.so'],
  ])('has no entry for a program whose compile may see other files: %s, %j %j', (id, text, ...compilerArgs) => {
    const files = [{ name: 'main', bytes: Buffer.from(text) }];
    expect(compileKey(allLanguages.find(id)!, ['compiler'], { files, compilerArgs })).toBeUndefined();
    const usual = {
      files: [{ name: 'main', bytes: Buffer.from(allLanguages.find(id)!.sample) }],
      compilerArgs: ['-O2'],
    };
    expect(compileKey(allLanguages.find(id)!, ['compiler'], usual)).toBeDefined();
  });
});
