import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sourcesOf, standardBeside } from '../../src/sandbox/wasm/host/commands.ts';
import { untilOver } from '../../src/sandbox/wasm/host/over.ts';
import type { CompiledLanguage } from '../../src/sandbox/wasm/messages.ts';

const ARGV = ['clang++', '-std=gnu++20', '-O1', '{headers}', '{compiler_args}', '-c', '{source}', '-o', '{object}'];

describe('a precompiled header', () => {
  it.each([
    [[], '-std=gnu++20'],
    [['-O2', '-Wall', '-Werror', '-w', '-lm', '-I', 'lib', '-Ilib', '-g', '-DLOCAL', '-D', 'N=3'], '-std=gnu++20'],
    [['-static', '-march=native', '-Wl,-z,stack', '-pthread'], '-std=gnu++20'],
    [['-std=c++17', '-O3'], '-std=c++17'],
    [['-std=c++17', '-std=c++23'], '-std=c++23'],
    [['-O0'], null],
    [['-fno-exceptions'], null],
    [['-DNDEBUG'], null],
    [['-D', '_LIBCPP_HARDENING_MODE=1'], null],
    [['-Dprivate=public'], null],
    [['-include', 'a.h'], null],
    [['-Xclang', '-O2'], null],
  ])('is used with %j if it is for %s', (compilerArgs, standard) => {
    expect(standardBeside(ARGV, compilerArgs)).toBe(standard);
  });
});

describe('the sources of a program', () => {
  it('are the main file, with any name, and the files with extensions of its language', () => {
    const files = ['start', 'a.h', 'b/c.cc', 'cc', 'd.cpp.txt'].map((name) => ({ name, bytes: new Uint8Array(0) }));
    const language = { sources: ['cpp', 'cc'] } as unknown as CompiledLanguage;
    expect(sourcesOf(language, files).map(({ name }) => name)).toEqual(['start', 'b/c.cc', 'cc']);
  });
});

describe('the time of a program', () => {
  const never = new Promise(() => {});
  const quiet = new AbortController().signal;

  it('ends with the program, or when the run is cancelled', async () => {
    const limits = { timeMs: 60_000, cpuMs: 60_000, taken: () => ({ wallMs: 1, stalledMs: 0, cpuMs: 0 }) };
    expect(await untilOver(Promise.resolve(), limits, quiet)).toBeUndefined();
    expect(await untilOver(never, limits, AbortSignal.abort())).toBeUndefined();
    const abort = new AbortController();
    const over = untilOver(never, limits, abort.signal);
    await sleep(1);
    abort.abort();
    expect(await over).toBeUndefined();
  });

  it.each([
    ['time', { timeMs: 20, cpuMs: 10 }, { wallMs: 20, stalledMs: 0, cpuMs: 0 }],
    ['time', { timeMs: 20, cpuMs: 60_000 }, { wallMs: 50, stalledMs: 29, cpuMs: 20 }],
    ['starved', { timeMs: 20, cpuMs: 60_000 }, { wallMs: 60, stalledMs: 59, cpuMs: 1 }],
    ['cpu', { timeMs: 60_000, cpuMs: 10 }, { wallMs: 11, stalledMs: 0, cpuMs: 11 }],
    ['cpu', { timeMs: 60_000, cpuMs: 10 }, { wallMs: 11, stalledMs: null, cpuMs: null }],
    ['time', { timeMs: 10, cpuMs: 10 }, { wallMs: 11, stalledMs: null, cpuMs: null }],
  ] as const)('is up when its %s is: %j after %j', async (which, limits, taken) => {
    expect(await untilOver(never, { ...limits, taken: () => taken }, quiet)).toBe(which);
  });

  it('does not run out while the machine is busy with other work', async () => {
    const ended = sleep(50);
    const limits = { timeMs: 20, cpuMs: 60_000, taken: () => ({ wallMs: 45, stalledMs: 40, cpuMs: 5 }) };
    expect(await untilOver(ended, limits, quiet)).toBeUndefined();
  });
});
