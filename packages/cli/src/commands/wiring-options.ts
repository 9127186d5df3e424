import { type Command, Option } from 'commander';
import type { Plan, Step } from '../wiring/plan.ts';
import type { PlanResult } from '../wiring/run-plan.ts';
import type { Tree } from '../wiring/tree/tree.ts';
import { ROOT } from '../workspace.ts';

export interface WiringOptions {
  json?: true;
  dryRun?: true;
  typeCheck: boolean;
}

/** The options of every command that changes services. */
export function withWiringOptions(command: Command): Command {
  return command
    .option('--json', 'print what was done as JSON')
    .option('--dry-run', 'show what would change, as a diff, and write nothing')
    .addOption(new Option('--no-type-check', 'write without a type check').hideHelp());
}

/** Makes, checks and writes a plan of this workspace, and says what was done. */
export async function carryOutPlan(
  makePlan: (tree: Tree) => Plan | Promise<Plan>,
  { json, dryRun, typeCheck }: WiringOptions,
): Promise<PlanResult> {
  const { runPlan } = await import('../wiring/run-plan.ts');
  const result = await reportingAsJson(json === true, () =>
    runPlan({ root: ROOT, makePlan, isDryRun: dryRun === true, typeChecks: typeCheck }),
  );
  const { changesOf } = await import('../wiring/tree/tree.ts');
  const { diffOfTree } = await import('../wiring/diff.ts');
  const { steps, conflicts, staleTests, tree } = result;
  const files = changesOf(tree).map(({ path }) => path);
  if (json) {
    const diff = dryRun ? { diff: diffOfTree(tree) } : {};
    write(
      JSON.stringify(
        { written: !dryRun, steps, files, conflicts, stale_tests: staleTests, ...diff },
        null,
        2,
      ),
    );
    return result;
  }
  if (dryRun && files.length > 0) write(diffOfTree(tree));
  for (const step of steps) write(sentenceOf(step, dryRun === true));
  for (const { path, module, detail } of conflicts) write(`Conflict in ${path} (${module}): ${detail}`);
  if (staleTests.length > 0)
    write(`These tests no longer fit; mend them or take them out:\n${staleTests.join('\n')}`);
  return result;
}

/** An error of the engine as JSON too, for whoever asked for JSON; its exit code stays. */
export async function reportingAsJson<Result>(json: boolean, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { WiringError } = await import('../wiring/errors.ts');
    if (json && error instanceof WiringError)
      write(
        JSON.stringify({ error: { code: error.code, message: error.message, diffs: error.diffs } }, null, 2),
      );
    throw error;
  }
}

export function write(text: string): void {
  process.stdout.write(`${text}\n`);
}

function sentenceOf({ did, module, service, note }: Step, isDryRun: boolean): string {
  const reason = note === undefined ? '' : ` (${note})`;
  if (did === 'nothing') return `Nothing to do for ${module} in ${service}${reason}.`;
  const place = { added: 'to', removed: 'from', upgraded: 'in' }[did];
  return `${isDryRun ? 'Would have ' : ''}${isDryRun ? did : capitalised(did)} ${module} ${place} ${service}${reason}.`;
}

function capitalised(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
