import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CommandError } from './command-error.ts';
import { EXIT } from './exit-codes.ts';
import { HIGHEST_PORT_OFFSET, SIMULATOR_PORT_OFFSET } from './port-offsets.ts';

const portOffset = z
  .int()
  .min(0)
  .max(HIGHEST_PORT_OFFSET)
  .refine((offset) => offset !== SIMULATOR_PORT_OFFSET, 'is the port of the Stripe simulator');

const workspaceFile = z.strictObject({
  services: z.record(
    z.string().regex(/^[a-z][a-z0-9-]*$/),
    z.strictObject({
      framework: z.enum(['fastify', 'nest']),
      /** Added to the base port. */
      port: portOffset,
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
  return servicesIn(file, readWorkspaceFile(file));
}

/** The services that the text of a quartet.json names; `file` is for messages. */
export function servicesIn(file: string, text: string): WorkspaceService[] {
  const parsed = workspaceFile.safeParse(parse(file, text));
  if (!parsed.success) {
    const problems = z.prettifyError(parsed.error);
    throw new CommandError(`${file} is not valid:\n${problems}`, { exitCode: EXIT.configuration });
  }
  return Object.entries(parsed.data.services).map(([name, { framework, port, modules }]) => {
    return { name, framework, portOffset: port, modules };
  });
}

function readWorkspaceFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function parse(file: string, text: string): unknown {
  try {
    // A byte order mark is no part of JSON.
    return JSON.parse(text.replace('\uFEFF', ''));
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function unreadable(file: string, cause: unknown): CommandError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CommandError(`${file} cannot be read: ${reason}`, { exitCode: EXIT.configuration, cause });
}
