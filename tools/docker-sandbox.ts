import { pino } from 'pino';
import type { Limits } from '../src/domain/limits.ts';
import { allLanguages, languages } from './programs.ts';
import { createDockerSandbox } from '../src/sandbox/docker/driver.ts';
import { readRecipes } from '../src/sandbox/docker/recipes.ts';
import type { Sandbox } from '../src/sandbox/sandbox.ts';

export const limits: Limits = {
  timeMs: 6000, // a slow machine takes seconds to fill its memory
  cpuMs: 60_000,
  compileMs: 30_000,
  testsMs: 600_000,
  memoryBytes: 256 * 1024 * 1024,
  outputBytes: 1024 * 1024,
  processes: 64,
  idleMs: 60_000,
};

/** The recipes of the images, with default settings. */
export const recipes = readRecipes(allLanguages, {});

export function dockerSandbox(more: Partial<Parameters<typeof createDockerSandbox>[0]> = {}): Sandbox {
  return createDockerSandbox({
    languages,
    recipes,
    limits,
    warm: { each: 1, total: 4 },
    compileCacheBytes: 64 * 1024 * 1024,
    log: pino({ level: process.env['TEST_LOG'] ?? 'error' }),
    ...more,
  });
}
