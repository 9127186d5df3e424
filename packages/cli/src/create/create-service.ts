import { type PlanResult, runPlan, type Tree } from '../wiring/index.ts';
import type { InstallPackages } from './install-packages.ts';
import { type NewService, planService } from './plan-service.ts';

export interface CreateServiceOptions extends NewService {
  root: string;
  isDryRun: boolean;
  typeChecks: boolean;
  install: InstallPackages;
}

/**
 * Makes a service in the workspace and links it.
 *
 * @throws {CommandError} when it cannot be made; nothing is written then.
 */
export async function createService({
  root,
  isDryRun,
  typeChecks,
  install,
  ...service
}: CreateServiceOptions): Promise<PlanResult> {
  const makePlan = (tree: Tree) => planService(tree, service);
  const plan = await runPlan({ root, makePlan, isDryRun, typeChecks });
  if (!isDryRun) await install(root);
  return plan;
}
