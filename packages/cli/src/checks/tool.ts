import { execa } from 'execa';
import type { Check } from './check.ts';

/** A check that is a tool from npm: it passes when the tool exits with 0. */
export function tool(name: string, command: string, ...args: string[]): Check {
  return {
    name,
    async run(root) {
      const { exitCode, all, shortMessage } = await execa(command, args, {
        cwd: root,
        preferLocal: true,
        localDir: root,
        all: true,
        reject: false,
        stdin: 'ignore',
      });
      return { passed: exitCode === 0, output: all || (shortMessage ?? '') };
    },
  };
}
