import { join } from 'node:path';
import { writeSchema } from '@quartet/platform/migrate';
import { type PlanResult, runPlan, type Tree } from '../wiring/index.ts';
import { formatSources } from './format-sources.ts';
import type { InstallPackages } from './install-packages.ts';
import { type NewModule, planModule } from './plan-module.ts';

export interface CreateModuleOptions extends NewModule {
  root: string;
  isDryRun: boolean;
  install: InstallPackages;
}

/**
 * Makes a module in the workspace, links it, and writes db/schema.sql anew.
 *
 * @throws {CommandError} when it cannot be made; nothing is written then.
 */
export async function createModule({
  root,
  isDryRun,
  install,
  ...module
}: CreateModuleOptions): Promise<PlanResult> {
  const makePlan = (tree: Tree) => planModule(tree, module);
  const plan = await runPlan({ root, makePlan, isDryRun, typeChecks: false });
  if (isDryRun) return plan;
  await formatSources(root, [`modules/${module.name}`]);
  await install(root);
  await writeSchema(join(root, 'db/schema.sql'));
  return plan;
}
