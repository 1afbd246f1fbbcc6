import type { Config } from '../config.ts';
import type { Limits } from '../domain/limits.ts';
import { OWN_LANGUAGES, readLanguages, type Languages } from '../languages.ts';

const MB = 1024 * 1024;

export function languagesOf(config: Config): Languages {
  return readLanguages([OWN_LANGUAGES, ...config.LANGUAGES_DIR], config.LANGUAGES);
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
