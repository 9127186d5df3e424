import { changesOf, diffOfTree, type Plan } from '../wiring/index.ts';

/** Tells what was made: files and wirings as JSON, the changes as a diff, or in a few lines. */
export function showCreated(
  { tree, steps }: Plan,
  { dryRun, json }: { dryRun?: true; json?: true },
  lines: readonly string[],
): void {
  const files = changesOf(tree).map(({ path }) => path);
  if (json) process.stdout.write(`${JSON.stringify({ dry_run: dryRun === true, files, steps }, null, 2)}\n`);
  else if (dryRun) process.stdout.write(`${diffOfTree(tree)}\n`);
  else process.stdout.write(`${lines.join('\n')}\n`);
}
