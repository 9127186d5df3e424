import type { Plan } from '../plan.ts';
import { planAdd } from '../plan-add.ts';
import { planRemove } from '../plan-remove.ts';
import { planUpgrade } from '../plan-upgrade.ts';
import { type PlanResult, runPlan } from '../run-plan.ts';
import type { Tree } from '../tree/tree.ts';
import { SERVICE } from './fixture-workspace.ts';

/** The engine as the commands drive it, without a compiler: the fixtures' modules have no code. */
export function add(root: string, ...modules: string[]): Promise<PlanResult> {
  return run(root, (tree) => planAdd(tree, { service: SERVICE, modules }));
}

export function remove(root: string, ...modules: string[]): Promise<PlanResult> {
  return run(root, (tree) => planRemove(tree, { service: SERVICE, modules, cascade: true }));
}

export function upgrade(root: string, ...modules: string[]): Promise<PlanResult> {
  return run(root, (tree) => planUpgrade(tree, { modules }));
}

export function run(root: string, makePlan: (tree: Tree) => Plan | Promise<Plan>): Promise<PlanResult> {
  return runPlan({ root, makePlan, isDryRun: false, typeChecks: false });
}
