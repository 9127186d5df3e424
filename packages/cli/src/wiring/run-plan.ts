import { refuseWrongSyntax } from './check/syntax.ts';
import { typeCheck } from './check/type-check.ts';
import type { Plan } from './plan.ts';
import { openTree, type Tree } from './tree/tree.ts';
import { readWorkspace, serviceNamed } from './workspace.ts';
import { completeJournalLocked, writeTree } from './write/apply.ts';
import { type FileSteps, nodeFileSteps } from './write/journal.ts';
import { withWorkspaceLock } from './write/workspace-lock.ts';

export interface PlanRun {
  root: string;
  makePlan: (tree: Tree) => Plan | Promise<Plan>;
  /** Makes and checks the plan, and writes nothing. */
  isDryRun: boolean;
  typeChecks: boolean;
  steps?: FileSteps;
}

export interface PlanResult extends Plan {
  /** Tests of the changed services that no longer fit, as the compiler says it. */
  staleTests: string[];
}

/**
 * Makes a plan of the workspace as it is, checks it and writes it, all or nothing, while no other command can.
 *
 * @throws {WiringError} when the plan cannot be made or would not work; nothing is written then.
 */
export async function runPlan({ root, makePlan, isDryRun, typeChecks, steps }: PlanRun): Promise<PlanResult> {
  return withWorkspaceLock(root, async () => {
    completeJournalLocked(root);
    const plan = await makePlan(openTree(root));
    const staleTests = plan.conflicts.length > 0 ? [] : await check(plan, typeChecks);
    if (!isDryRun) writeTree(plan.tree, steps ?? nodeFileSteps);
    return { ...plan, staleTests };
  });
}

async function check({ tree, services }: Plan, typeChecks: boolean): Promise<string[]> {
  refuseWrongSyntax(tree);
  if (!typeChecks) return [];
  const workspace = readWorkspace(tree);
  const stale: string[] = [];
  // One after the other: each compiler takes all cores.
  for (const name of services) stale.push(...(await typeCheck(tree, serviceNamed(workspace, name))));
  return stale;
}
