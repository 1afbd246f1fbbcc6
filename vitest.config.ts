import { defineConfig } from 'vitest/config';

const project = (name: string, more: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], ...more },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', { testTimeout: 20_000 }),
      project('api', { testTimeout: 20_000 }),
      project('integration', {
        globalSetup: 'test/support/servers.ts',
        testTimeout: 60_000,
        hookTimeout: 600_000,
        fileParallelism: false,
      }),
      project('e2e', { testTimeout: 120_000, hookTimeout: 900_000, fileParallelism: false }),
    ],
  },
});
