import { describe, expect, it } from 'vitest';
import { compileKey, createCompileCache } from '../../src/sandbox/compile-cache.ts';

const of = (size: number) => ({ bytes: new Uint8Array(size), said: [] });

describe('the cache of compiled programs', () => {
  it('stays within its size: drops the least recently used, and does not keep large ones', () => {
    const cache = createCompileCache(800);
    for (let n = 0; n < 8; n++) cache.keep(String(n), of(100));
    cache.find('0');
    cache.keep('8', of(50));
    cache.keep('large', of(101));
    cache.keep('talkative', { ...of(90), said: ['123456'] });
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
});
