import { defineConfig } from 'vitest/config';

export default defineConfig({
  // What is compiled for Node (the NestJS code) is tested from its sources.
  ssr: { resolve: { conditions: ['source', 'node'] } },
  oxc: { decorator: { legacy: true } },
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
