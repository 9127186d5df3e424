import { createAudit } from '@quartet/audit';
import {
  createFeatureFlags,
  type FeatureFlags,
  flagChangeSchema,
  type ListedFlag,
  newFlagSchema,
} from '@quartet/feature-flags';
import { systemClock } from '@quartet/platform/clock';
import { createDatabase } from '@quartet/platform/database';
import { type Id, idSchema } from '@quartet/platform/ids';
import { createLog } from '@quartet/platform/log';
import type { z } from 'zod';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { type Env, loadSettings } from '../settings.ts';
import { withOwnerConnection } from '../start/owner-connection.ts';

/** Whoever can run the command has the owner's connection; the log cannot tell them apart. */
export function by(reason: string) {
  if (reason.trim() === '') throw usageError('--reason: it is empty');
  return { actor: { kind: 'operator', id: 'command-line' }, reason: reason.trim() } as const;
}

/** Runs `work` on the flags of the database that the environment names. */
export async function withFlags<Result>(
  env: Env,
  work: (featureFlags: FeatureFlags) => Promise<Result>,
): Promise<Result> {
  return withOwnerConnection(loadSettings(env), async (url) => {
    const log = createLog({ service: 'quartet', level: 'warn' });
    const clock = systemClock;
    const audit = createAudit({ clock });
    const db = createDatabase({ url, applicationName: 'quartet-flags', actsAs: 'login', log, poolSize: 1 });
    try {
      return await work(createFeatureFlags({ db, clock, audit, log, refreshSeconds: 1 }));
    } finally {
      await db.close();
    }
  });
}

/** Every flag, of all pages. */
export async function readAllFlags(
  env: Env,
  { includeArchived }: { includeArchived: boolean },
): Promise<ListedFlag[]> {
  return withFlags(env, async (featureFlags) => {
    const flags: ListedFlag[] = [];
    let cursor: string | undefined;
    do {
      const page = await featureFlags.listFlags({ include_archived: includeArchived, limit: 200, cursor });
      flags.push(...page.items);
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    return flags;
  });
}

/** One line for a person. */
export function inWords({ key, description, ...flag }: ListedFlag): string {
  return `${key}  ${stateOf(flag)}  ${description}`;
}

function stateOf({
  is_enabled,
  rollout_percentage,
  archived_at,
  teams_on,
  teams_off,
}: Omit<ListedFlag, 'key' | 'description'>): string {
  if (archived_at !== null) return 'archived';
  const overrides = teams_on + teams_off === 0 ? '' : `, by name on for ${teams_on} and off for ${teams_off}`;
  return `${is_enabled ? `${rollout_percentage} %` : 'off'}${overrides}`;
}

/** @throws a usage error that names the option */
export function parseNewFlag(given: { key: string; description: string; percentage?: string }) {
  const { key, description, percentage } = given;
  return parse(newFlagSchema, { key, description, ...percentageOf(percentage) });
}

/** @throws a usage error when nothing is changed, or an option is wrong */
export function parseFlagChange(given: { on?: true; off?: true; percentage?: string; description?: string }) {
  const { on, off, percentage, description } = given;
  const change = parse(flagChangeSchema, {
    ...((on ?? off) && { is_enabled: on === true }),
    ...percentageOf(percentage),
    ...(description !== undefined && { description }),
  });
  if (Object.keys(change).length > 0) return change;
  throw usageError('Say what to change: --on, --off, --percentage or --description.');
}

/** Whether a flag is on; nothing where the percentage decides. */
export function parseState(text: string): boolean | undefined {
  if (text === 'none') return undefined;
  if (text === 'on' || text === 'off') return text === 'on';
  throw usageError('<state>: one of on, off, none');
}

export function parseTeamId(text: string): Id<'team'> {
  const { data } = idSchema('team').safeParse(text);
  if (data !== undefined) return data;
  throw usageError('<team_id>: not the id of a team, team_…');
}

function percentageOf(text: string | undefined) {
  if (text === undefined) return {};
  return { rollout_percentage: text.trim() === '' ? Number.NaN : Number(text) };
}

/** The names of the fields, as they are typed. */
const OPTIONS: Record<string, string> = {
  key: '<key>',
  description: '--description',
  rollout_percentage: '--percentage',
};

function parse<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const { data, error } = schema.safeParse(given);
  if (error === undefined) return data;
  const [issue] = error.issues;
  throw usageError(`${OPTIONS[String(issue?.path[0])] ?? 'input'}: ${issue?.message ?? 'not valid'}`);
}

function usageError(message: string): CommandError {
  return new CommandError(message, { exitCode: EXIT.usage });
}
