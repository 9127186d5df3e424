import { execa } from 'execa';

/** Runs a tool from npm in the workspace. Whatever it exits with is a result; `output` is all that it wrote. */
export async function runTool(
  root: string,
  command: string,
  args: readonly string[],
): Promise<{ passed: boolean; output: string }> {
  const { exitCode, all, shortMessage } = await execa(command, args, {
    cwd: root,
    preferLocal: true,
    localDir: root,
    all: true,
    reject: false,
    stdin: 'ignore',
  });
  return { passed: exitCode === 0, output: all || (shortMessage ?? '') };
}
