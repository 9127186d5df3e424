import { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';

interface CreateOptions {
  email: string;
  role: string;
  name?: string;
}

export function adminCommand(): Command {
  const create = new Command('create')
    .description('make an administrator, and show the random password once')
    .requiredOption('--email <address>', 'address to sign in with')
    .option('--role <role>', 'what the administrator may do', 'owner')
    .option('--name <name>', 'full name')
    .action(createAdministrator);
  return new Command('admin').description('the people who run the product').addCommand(create);
}

async function createAdministrator({ email, role, name }: CreateOptions): Promise<void> {
  const { createLog } = await import('@quartet/platform/log');
  const { createAdministratorIn, credentialsOf } = await import('../seed.ts');
  const { loadSettings } = await import('../settings.ts');
  const { withOwnerConnection } = await import('../start/owner-connection.ts');
  const given = { email: await parseEmail(email), role: await parseRole(role), full_name: name };
  const log = createLog({ service: 'quartet', level: 'warn' });
  const created = await withOwnerConnection(loadSettings(process.env), (url) =>
    createAdministratorIn({ url, log }, given),
  );
  process.stdout.write(`${credentialsOf(created)}\n`);
}

async function parseEmail(text: string): Promise<string> {
  const { emailSchema } = await import('@quartet/auth');
  const parsed = emailSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new CommandError(`--email: ${parsed.error.issues[0]?.message ?? 'not valid'}`, {
    exitCode: EXIT.usage,
  });
}

async function parseRole(text: string) {
  const { administratorRoles } = await import('@quartet/platform/contract');
  const role = administratorRoles.find((candidate) => candidate === text);
  if (role) return role;
  throw new CommandError(`--role: one of ${administratorRoles.join(', ')}`, { exitCode: EXIT.usage });
}
