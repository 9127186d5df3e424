import { runTool } from '../run-tool.ts';
import type { Check } from './check.ts';

/** A check that is a tool from npm: it passes when the tool exits with 0. */
export function tool(name: string, command: string, ...args: string[]): Check {
  return { name, run: (root) => runTool(root, command, args) };
}
