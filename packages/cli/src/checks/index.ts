import { schemaDrift } from '@quartet/platform/migrate';
import type { Command } from 'commander';
import { boundaryViolations } from './boundaries/index.ts';
import { type Check, type CheckResult, noneOf } from './check.ts';
import { configTableProblems, writeConfigTable } from './config-table.ts';
import { missingTests } from './documented-tests.ts';
import { manifestProblems, writeManifests } from './manifests.ts';
import { openApiDocumentsAreValid } from './openapi.ts';
import { unknownCommands } from './readme-commands.ts';
import { tool } from './tool.ts';

/**
 * The quality gates, in the order in which they run.
 *
 * @param program the command line that the documentation speaks of.
 */
export function qualityGates(program: Command): Check[] {
  return [
    tool('types', 'tsc', '-p', 'tsconfig.json'),
    tool('types of the NestJS code', 'tsc', '-p', 'tsconfig.nest.json'),
    tool('format and lint', 'biome', 'check', '--error-on-warnings', '--colors=off', '.'),
    tool('unused code and packages', 'knip', '--no-config-hints'),
    { name: 'import boundaries', run: importBoundaries },
    { name: 'schema drift', run: schemaMatchesMigrations },
    { name: 'OpenAPI documents', run: openApiDocumentsAreValid },
    {
      name: 'commands in the documentation',
      run: (root) => noneOf(unknownCommands(root, program)),
    },
    {
      name: 'configuration table',
      run: async (root) => noneOf(await configTableProblems(root)),
      mend: writeConfigTable,
    },
    {
      name: 'module manifests',
      run: async (root) => noneOf(await manifestProblems(root)),
      mend: writeManifests,
    },
    { name: 'tests that the security page names', run: (root) => noneOf(missingTests(root)) },
  ];
}

function importBoundaries(root: string): CheckResult {
  const violations = boundaryViolations(root);
  return noneOf(
    violations.map(({ file, line, specifier, reason }) => `${file}:${line} '${specifier}': ${reason}`),
  );
}

async function schemaMatchesMigrations(): Promise<CheckResult> {
  const lines = await schemaDrift();
  if (lines.length > 0) lines.push('Write db/schema.sql anew: npm run quartet -- migrate --dump');
  return noneOf(lines);
}
