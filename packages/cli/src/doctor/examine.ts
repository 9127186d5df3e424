import { ConfigError } from '@quartet/platform/config';
import { dataDirOf, type Env, inspectSettings, type Settings } from '../settings.ts';
import { readServices } from '../workspace.ts';
import { examineDataFolder, examineSecretsFile } from './data-folder.ts';
import { examineDatabase } from './database.ts';
import { ailing, type Finding, healthy } from './finding.ts';
import { examinePackages, examineRuntime } from './packages.ts';
import { examinePorts } from './ports.ts';

/** Looks at everything that a start depends on, and changes nothing. */
export async function examine(root: string, env: Env): Promise<Finding[]> {
  const settings = settingsOrProblems(env);
  const dataFolder = await examineDataFolder(dataDirOf(env));
  const findings = [examineRuntime(root), examinePackages(root)];
  if (Array.isArray(settings)) return [...findings, ...settings, dataFolder.finding];
  return [
    ...findings,
    healthy('configuration', `${settings.environment}, every setting is valid`),
    dataFolder.finding,
    examineSecretsFile(settings.dataDir),
    await examinePorts(settings, readServices(root), dataFolder),
    ...(await examineDatabase(settings, root)),
  ];
}

function settingsOrProblems(env: Env): Settings | Finding[] {
  try {
    return inspectSettings(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => ailing('configuration', problem, 'Set or mend this variable.'));
  }
}
