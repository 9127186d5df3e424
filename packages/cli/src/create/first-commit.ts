import { execa } from 'execa';

const MESSAGE = 'Create the workspace';

/** A repository of its own, with all files in one commit; not inside of another repository, and not without git. */
export async function firstCommit(folder: string): Promise<'committed' | 'not committed'> {
  const git = (...args: string[]) => execa('git', args, { cwd: folder, reject: false, stdin: 'ignore' });
  if ((await git('--version')).exitCode !== 0) return 'not committed';
  const { stdout: top } = await git('rev-parse', '--show-prefix');
  const isInside = (await git('rev-parse', '--is-inside-work-tree')).exitCode === 0 && top !== '';
  if (isInside) return 'not committed';
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  const { exitCode } = await git('commit', '--quiet', '--message', MESSAGE);
  return exitCode === 0 ? 'committed' : 'not committed';
}
