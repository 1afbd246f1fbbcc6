import { join } from 'node:path';
import { withBuilds } from '../builds.ts';
import type { Config } from '../config.ts';
import type { Limits } from '../domain/limits.ts';
import { OWN_LANGUAGES, readLanguages, type Languages } from '../languages.ts';

const MB = 1024 * 1024;

/** The languages that are offered. Throws an Error where one of them does not start in the memory of a run. */
export function languagesOf(config: Config): Languages {
  const read = readLanguages([OWN_LANGUAGES, ...config.LANGUAGES_DIR], config.LANGUAGES);
  const languages = config.SANDBOX === 'wasm' ? withBuilds(read, join(config.DATA_DIR, 'wasm')) : read;
  for (const { id, name, ...language } of languages.all()) {
    const least = language[config.SANDBOX]?.leastMemoryMb ?? 0;
    if (least > config.LIMIT_MEMORY_MB)
      throw new Error(`LIMIT_MEMORY_MB: must be at least ${least} for ${name}, or LANGUAGES must leave out ${id}.`);
  }
  return languages;
}

export function limitsOf(config: Config): Limits {
  return {
    timeMs: config.LIMIT_TIME_MS,
    cpuMs: config.LIMIT_CPU_MS,
    compileMs: config.LIMIT_COMPILE_MS,
    testsMs: config.LIMIT_TESTS_MS,
    memoryBytes: config.LIMIT_MEMORY_MB * MB,
    outputBytes: config.LIMIT_OUTPUT_BYTES,
    processes: config.LIMIT_PROCESSES,
    idleMs: config.LIMIT_IDLE_MS,
  };
}
