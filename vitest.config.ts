import { defineConfig } from 'vitest/config';

/** The threads and processes of the engine are started from what is built. */
const BUILD = 'test/support/build.ts';
/** What the first start makes is made once for all engines. */
const PREPARED = 'test/support/prepared.ts';
/** A machine may be four times slower than another, and busy: what ends a test is what it waits for, not these. */
const PATIENT = { testTimeout: 300_000, hookTimeout: 900_000 };

const project = (name: string, more: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], ...PATIENT, ...more },
});
/** Many small files: what they import is loaded once, and no test changes it. */
const together = { isolate: false, pool: 'threads' };
/** One engine at a time: each takes the whole machine. */
const alone = { fileParallelism: false };

export default defineConfig({
  test: {
    maxWorkers: '100%', // one less, as usual, would be one of two
    maxConcurrency: 3, // programs of a file's tests that run beside each other: some only wait
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
