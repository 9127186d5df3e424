import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CommandError } from './command-error.ts';
import { EXIT } from './exit-codes.ts';

const workspaceFile = z.strictObject({
  services: z.record(
    z.string().regex(/^[a-z][a-z0-9-]*$/),
    z.strictObject({
      framework: z.enum(['fastify', 'nest']),
      /** Added to the base port. */
      port: z.int().min(0).max(3),
      modules: z.array(z.string()),
    }),
  ),
});

export interface WorkspaceService {
  name: string;
  framework: 'fastify' | 'nest';
  portOffset: number;
  modules: string[];
}

/** The folder that holds package.json, quartet.json and the workspaces. */
export const ROOT = join(import.meta.dirname, '../../..');

/** The services that quartet.json names, in its order. */
export function readServices(root: string): WorkspaceService[] {
  const file = join(root, 'quartet.json');
  const parsed = workspaceFile.safeParse(parse(file));
  if (!parsed.success) {
    const problems = z.prettifyError(parsed.error);
    throw new CommandError(`${file} is not valid:\n${problems}`, { exitCode: EXIT.configuration });
  }
  return Object.entries(parsed.data.services).map(([name, { framework, port, modules }]) => {
    return { name, framework, portOffset: port, modules };
  });
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`${file} cannot be read: ${reason}`, { exitCode: EXIT.configuration, cause });
  }
}
