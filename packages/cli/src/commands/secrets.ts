import { Command } from 'commander';
import type { ProductionSecret } from '../secrets/production-secrets.ts';
import { ROOT } from '../workspace.ts';

export function secretsCommand(): Command {
  return new Command('secrets')
    .description(
      'print the secrets that production reads, with new random values for those that are your own',
    )
    .option('--json', 'print them as JSON')
    .addHelpText(
      'after',
      '\nNothing is stored: put them where your deployment keeps secrets.\n\nExamples:\n  quartet secrets > production.env\n  quartet secrets --json',
    )
    .action(async ({ json }: { json?: true }) => {
      const { productionSecrets } = await import('../secrets/production-secrets.ts');
      const secrets = await productionSecrets(ROOT);
      process.stdout.write(json ? `${JSON.stringify(secrets, null, 2)}\n` : secrets.map(linesOf).join(''));
    });
}

/** As an environment file has them; those that somebody else gives out are to be filled in. */
function linesOf({ env, description, value }: ProductionSecret): string {
  return `# ${description}\n${value === undefined ? `# ${env}=` : `${env}=${value}`}\n`;
}
