import { readdirSync, readFileSync } from 'node:fs';
import { configDefaults, defineConfig } from 'vitest/config';

/** Tests of a service that need a module stand in a folder of its name, and run where the module is wired. */
function testsOfMissingModules(): string[] {
  const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
  const services: Record<string, { modules: string[] }> = JSON.parse(read('quartet.json')).services;
  const modules = readdirSync(new URL('modules', import.meta.url));
  return Object.entries(services).flatMap(([name, service]) =>
    modules
      .filter((module) => !service.modules.includes(module))
      .map((module) => `services/${name}/test/${module}/**`),
  );
}

export default defineConfig({
  // What is compiled for Node (the NestJS code) is tested from its sources.
  ssr: { resolve: { conditions: ['source', 'node'] } },
  oxc: { decorator: { legacy: true } },
  test: {
    include: ['{packages,modules,services}/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...testsOfMissingModules()],
    globalSetup: ['packages/testing/src/postgres/global-setup.ts'],
    // Processes: tests spawn servers, send signals and load native modules.
    pool: 'forks',
    execArgv: ['--import', new URL('bin/short-imports.js', import.meta.url).href],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
