import { Command } from 'commander';
import { addCommand } from './commands/add.ts';
import { adminCommand } from './commands/admin.ts';
import { benchCommand } from './commands/bench.ts';
import { billingCommand } from './commands/billing.ts';
import { checkCommand } from './commands/check.ts';
import { addCompletion } from './commands/completion.ts';
import { conformCommand } from './commands/conform.ts';
import { createCommand } from './commands/create.ts';
import { devCommand } from './commands/dev.ts';
import { diffCommand } from './commands/diff.ts';
import { doctorCommand } from './commands/doctor.ts';
import { flagsCommand } from './commands/flags.ts';
import { initCommand } from './commands/init.ts';
import { listCommand } from './commands/list.ts';
import { migrateCommand } from './commands/migrate.ts';
import { removeCommand } from './commands/remove.ts';
import { secretsCommand } from './commands/secrets.ts';
import { startCommand } from './commands/start.ts';
import { testCommand } from './commands/test.ts';
import { upgradeCommand } from './commands/upgrade.ts';
import { webhooksCommand } from './commands/webhooks.ts';

/** The command line: what can be typed, and what it starts. */
export function createProgram(): Command {
  const program = new Command('quartet')
    .description('The SaaS backend that a team owns.')
    .option('--verbose', 'show the details of errors')
    .exitOverride()
    .showHelpAfterError();
  const commands = [
    initCommand(),
    startCommand(),
    devCommand(),
    testCommand(),
    checkCommand(),
    conformCommand(),
    benchCommand(),
    doctorCommand(),
    createCommand(),
    listCommand(),
    addCommand(),
    removeCommand(),
    diffCommand(),
    upgradeCommand(),
    migrateCommand(),
    secretsCommand(),
    adminCommand(),
    billingCommand(),
    webhooksCommand(),
    flagsCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  addCompletion(program);
  passSettingsDown(program);
  return program;
}

/** Commands that were made apart do not inherit by themselves how errors are shown. */
function passSettingsDown(parent: Command): void {
  for (const command of parent.commands) passSettingsDown(command.copyInheritedSettings(parent));
}
