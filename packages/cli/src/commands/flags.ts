import { Command, Option } from 'commander';

interface ListOptions {
  archived?: true;
  json?: true;
}

interface CreateOptions {
  description: string;
  percentage?: string;
  reason: string;
}

interface SetOptions {
  on?: true;
  off?: true;
  percentage?: string;
  description?: string;
  reason: string;
}

interface ReasonOptions {
  reason: string;
}

export function flagsCommand(): Command {
  const changing = (name: string) =>
    new Command(name)
      .argument('<key>', 'such as new-dashboard')
      .requiredOption('--reason <text>', 'why, for the audit log');
  const percentage = () =>
    new Option('--percentage <number>', 'of the teams for which it is on, to a hundredth');

  const list = new Command('list')
    .description('list the feature flags')
    .option('--archived', 'those that are archived as well')
    .option('--json', 'print them as JSON')
    .action(listFlags);
  const create = changing('create')
    .description('make a feature flag, which is on for nobody unless a percentage is given')
    .requiredOption('--description <text>', 'what it is for')
    .addOption(percentage())
    .action(createFlag);
  const set = changing('set')
    .description('change a feature flag')
    .addOption(new Option('--on', 'have the percentage and the overrides decide').conflicts('off'))
    .option('--off', 'switch it off for every team, whatever else is set')
    .addOption(percentage())
    .option('--description <text>', 'what it is for')
    .action(setFlag);
  const override = changing('override')
    .description('have a feature flag on or off for one team, or let the percentage decide again')
    .argument('<team_id>')
    .argument('<state>', 'on, off or none')
    .action(overrideFlag);
  const archive = changing('archive')
    .description('take a feature flag out of use for good')
    .action(archiveFlag);
  return [list, create, set, override, archive].reduce(
    (flags, command) => flags.addCommand(command),
    new Command('flags').description('features that are on for some teams and not for others'),
  );
}

async function listFlags({ archived, json }: ListOptions): Promise<void> {
  const { inWords, readAllFlags } = await import('../flags/manage-flags.ts');
  const flags = await readAllFlags(process.env, { includeArchived: archived === true });
  const text = flags.map(inWords).join('\n') || 'No feature flags.';
  process.stdout.write(`${json ? JSON.stringify(flags, null, 2) : text}\n`);
}

async function createFlag(key: string, { reason, ...given }: CreateOptions): Promise<void> {
  const { by, parseNewFlag, withFlags } = await import('../flags/manage-flags.ts');
  const flag = parseNewFlag({ key, ...given });
  await withFlags(process.env, (flags) => flags.createFlag({ ...flag, ...by(reason) }));
  process.stdout.write(`created ${key}\n`);
}

async function setFlag(key: string, { reason, ...given }: SetOptions): Promise<void> {
  const { by, parseFlagChange, withFlags } = await import('../flags/manage-flags.ts');
  const change = parseFlagChange(given);
  await withFlags(process.env, (flags) => flags.changeFlag({ key, ...change, ...by(reason) }));
  process.stdout.write(`changed ${key}\n`);
}

async function overrideFlag(
  key: string,
  team: string,
  state: string,
  { reason }: ReasonOptions,
): Promise<void> {
  const { by, parseState, parseTeamId, withFlags } = await import('../flags/manage-flags.ts');
  const override = { key, team_id: parseTeamId(team), ...by(reason) };
  const is_enabled = parseState(state);
  await withFlags(process.env, (flags) =>
    is_enabled === undefined
      ? flags.removeOverride(override)
      : flags.overrideForTeam({ ...override, is_enabled }),
  );
  process.stdout.write(`${key} ${state} for ${team}\n`);
}

async function archiveFlag(key: string, { reason }: ReasonOptions): Promise<void> {
  const { by, withFlags } = await import('../flags/manage-flags.ts');
  await withFlags(process.env, (flags) => flags.archiveFlag({ key, ...by(reason) }));
  process.stdout.write(`archived ${key}\n`);
}
