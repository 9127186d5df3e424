import { Command } from 'commander';
import { createModuleCommand } from './create-module.ts';
import { createServiceCommand } from './create-service.ts';
import { createWorkspaceCommand } from './create-workspace.ts';

export function createCommand(): Command {
  return new Command('create')
    .description('make a workspace, a service or a module')
    .addCommand(createWorkspaceCommand())
    .addCommand(createServiceCommand())
    .addCommand(createModuleCommand());
}
