import { Command } from 'commander';
import { adminCommand } from './commands/admin.ts';
import { benchCommand } from './commands/bench.ts';
import { billingCommand } from './commands/billing.ts';
import { checkCommand } from './commands/check.ts';
import { conformCommand } from './commands/conform.ts';
import { devCommand } from './commands/dev.ts';
import { doctorCommand } from './commands/doctor.ts';
import { migrateCommand } from './commands/migrate.ts';
import { startCommand } from './commands/start.ts';
import { testCommand } from './commands/test.ts';
import { webhooksCommand } from './commands/webhooks.ts';

/** The command line: what can be typed, and what it starts. */
export function createProgram(): Command {
  const program = new Command('quartet')
    .description('The SaaS backend that a team owns.')
    .option('--verbose', 'show the details of errors')
    .exitOverride()
    .showHelpAfterError();
  const commands = [
    startCommand(),
    devCommand(),
    testCommand(),
    checkCommand(),
    conformCommand(),
    benchCommand(),
    doctorCommand(),
    migrateCommand(),
    adminCommand(),
    billingCommand(),
    webhooksCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  passSettingsDown(program);
  return program;
}

/** Commands that were made apart do not inherit by themselves how errors are shown. */
function passSettingsDown(parent: Command): void {
  for (const command of parent.commands) passSettingsDown(command.copyInheritedSettings(parent));
}
