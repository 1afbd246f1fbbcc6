import { defineConfig } from 'vitest/config';

/** Builds `dist`, from which the tests start the threads and processes of the engine. */
const BUILD = 'test/support/build.ts';
/** Makes the files of a first start (such as precompiled headers) once for all engines. */
const PREPARED = 'test/support/prepared.ts';
/** Long enough for a slow and busy machine: a test ends when its condition is met, not at this time. */
const PATIENT = { testTimeout: 300_000, hookTimeout: 900_000 };

const project = (name: string, more: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], ...PATIENT, ...more },
});
/** For many small files: the modules are loaded once for all of them, and no test changes a module's state. */
const together = { isolate: false, pool: 'threads' };
/**
 * One test file at a time, because each engine uses the whole machine; one process for all of them, because loading the
 * modules anew takes a second of processor time for each file.
 */
const alone = { fileParallelism: false, isolate: false };

export default defineConfig({
  test: {
    maxWorkers: '100%', // the default is one less than the processors
    maxConcurrency: 3, // concurrent tests of a file; some of their programs only wait
    reporters: ['default', './test/support/progress.ts'],
    projects: [
      project('unit', { globalSetup: BUILD, ...together }),
      project('api', together),
      project('embedded', { globalSetup: BUILD }),
      project('page', { globalSetup: BUILD, ...alone }),
      project('thorough', { globalSetup: [BUILD, PREPARED], ...alone }),
      project('integration', { globalSetup: [BUILD, 'test/support/servers.ts'], ...alone }),
      project('e2e', { ...alone }),
    ],
  },
});
