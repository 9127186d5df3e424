/** The injection engine: plans what modules put into services and take out, checks it, and writes all or nothing. */
export { planAdoption } from './adopt.ts';
export { diffOfTree } from './diff.ts';
export { readLock, writeLock } from './lock-file.ts';
export type { Plan } from './plan.ts';
export { planAdd } from './plan-add.ts';
export { planRemove } from './plan-remove.ts';
export { type PlanResult, runPlan } from './run-plan.ts';
export {
  changesOf,
  listFolder,
  openTree,
  readBytes,
  readText,
  type Tree,
  withFile,
} from './tree/tree.ts';
export { readWorkspace } from './workspace.ts';
