import { Command } from 'commander';
import { ROOT } from '../workspace.ts';

/** The packages are there already: the bootstrap installs what is missing before any command runs. */
export function initCommand(): Command {
  return new Command('init')
    .description('install and prepare everything that a start needs: packages, data folder, database')
    .addHelpText('after', '\nExample:\n  quartet init')
    .action(async () => {
      const { migrate } = await import('@quartet/platform/migrate');
      const { refuseWrongSettings } = await import('../start/refuse-wrong-settings.ts');
      const { withOwnerConnection } = await import('../start/owner-connection.ts');
      const { loadSettings } = await import('../settings.ts');
      const { readServices } = await import('../workspace.ts');
      const services = readServices(ROOT);
      await refuseWrongSettings(ROOT, services, process.env);
      const settings = loadSettings(process.env);
      const { applied } = await withOwnerConnection(settings, (url) => migrate({ url }));
      const lines = [
        'packages    installed as package-lock.json pins them',
        `data        ${settings.dataDir}`,
        `database    ${applied.length === 0 ? 'up to date' : `${applied.length} migrations applied`}`,
        `services    ${services.map(({ name }) => name).join(', ')}`,
        '',
        'Next: npm start, or npm run dev while you work on it. npm test runs the tests.',
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}
