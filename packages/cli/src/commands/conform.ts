import { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';

interface ConformOptions {
  url: string;
  publicUrl?: string;
  issuer?: string;
  mailboxUrl?: string;
  banCommand?: string;
  only?: string;
}

export function conformCommand(): Command {
  return new Command('conform')
    .description('hold a running service, in any language, to the contract of auth, users and teams')
    .requiredOption('--url <url>', 'where it answers, such as http://127.0.0.1:8002')
    .option('--public-url <url>', 'its PUBLIC_URL: decides on the cookie and on Origin (default: the url)')
    .option('--issuer <issuer>', 'what its access tokens have to name as iss')
    .option('--mailbox-url <url>', 'the service whose /dev/mailbox.json gets its mails (default: the url)')
    .option('--ban-command <command>', 'shell command that disables the account of $USER_ID')
    .option('--only <text>', 'only the claims that contain this text')
    .action(conform);
}

async function conform({
  url,
  publicUrl,
  issuer,
  mailboxUrl,
  banCommand,
  only,
}: ConformOptions): Promise<void> {
  const { refuseUnfitAddress } = await import('../conform/refuse-unfit-address.ts');
  const { checkClaims } = await import('../conform/check-claims.ts');
  const address = {
    url: parseUrl('--url', url),
    origin: parseUrl('--public-url', publicUrl ?? url),
    ...(issuer !== undefined && { issuer }),
    mailboxUrl: parseUrl('--mailbox-url', mailboxUrl ?? url),
    ...(banCommand !== undefined && { banCommand }),
  };
  await refuseUnfitAddress(address.url);
  const { holding, broken, unchecked } = await checkClaims({ address, only, output: process.stdout });
  if (holding + broken + unchecked === 0)
    throw new CommandError(`--only: no claim contains "${only}".`, { exitCode: EXIT.usage });
  process.stdout.write(`${holding} hold, ${broken} do not, ${unchecked} not checked\n`);
  process.exitCode = broken > 0 ? EXIT.failed : EXIT.ok;
}

/** The origin of an address: paths are the contract's. */
function parseUrl(option: string, text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/') return url.origin;
  throw new CommandError(
    `${option}: "${text}" is not the address of a service, such as http://127.0.0.1:8002`,
    {
      exitCode: EXIT.usage,
    },
  );
}
