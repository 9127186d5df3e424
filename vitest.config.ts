import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{packages,modules,services}/**/*.test.ts'],
    globalSetup: ['packages/testing/src/postgres/global-setup.ts'],
    // Processes: tests spawn servers, send signals and load native modules.
    pool: 'forks',
    execArgv: ['--import', new URL('bin/short-imports.js', import.meta.url).href],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
