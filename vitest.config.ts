import { defineConfig } from 'vitest/config';

const project = (name: string, more: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], ...more },
});

/** The threads and processes of the engine are started from what is built. */
const BUILD = 'test/support/build.ts';

export default defineConfig({
  test: {
    projects: [
      project('unit', { globalSetup: BUILD, testTimeout: 20_000 }),
      project('api', { testTimeout: 20_000 }),
      project('embedded', {
        globalSetup: BUILD,
        testTimeout: 60_000,
        hookTimeout: 600_000,
        fileParallelism: false,
      }),
      project('integration', {
        globalSetup: [BUILD, 'test/support/servers.ts'],
        testTimeout: 60_000,
        hookTimeout: 600_000,
        fileParallelism: false,
      }),
      project('e2e', { testTimeout: 120_000, hookTimeout: 900_000, fileParallelism: false }),
    ],
  },
});
