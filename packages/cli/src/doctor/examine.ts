import { ConfigError } from '@quartet/platform/config';
import { serviceSettingProblems } from '../service-settings.ts';
import {
  dataDirOf,
  type Env,
  inspectSettings,
  isProduction,
  type Settings,
  secretsForInspection,
} from '../settings.ts';
import { readServices } from '../workspace.ts';
import { examineDataFolder, examineSecretsFile } from './data-folder.ts';
import { examineDatabase } from './database.ts';
import { ailing, type Finding, healthy } from './finding.ts';
import { examinePackages, examineRuntime } from './packages.ts';
import { examinePorts } from './ports.ts';
import { examineWirings } from './wirings.ts';

/** Looks at everything that a start depends on, and changes nothing. */
export async function examine(root: string, env: Env): Promise<Finding[]> {
  const settings = await settingsOrProblems(root, env);
  const dataFolder = await examineDataFolder(dataDirOf(env));
  const findings = [examineRuntime(root), await examinePackages(root), ...examineWirings(root)];
  if (Array.isArray(settings)) return [...findings, ...settings, dataFolder.finding];
  return [
    ...findings,
    healthy('configuration', `${settings.environment}, every setting is valid`),
    dataFolder.finding,
    examineSecretsFile(settings.dataDir),
    await examinePorts(env, settings, readServices(root), dataFolder),
    ...(await examineDatabase(settings, root)),
  ];
}

/** The settings of the commands, unless these or those of a service have problems. */
async function settingsOrProblems(root: string, env: Env): Promise<Settings | Finding[]> {
  // The start sets DATABASE_URL for the services when PostgreSQL is embedded.
  const serviceEnv = isProduction(env)
    ? env
    : { ...env, DATABASE_URL: env.DATABASE_URL?.trim() || 'postgres://' };
  const ofServices = await serviceSettingProblems(root, readServices(root), (declaration) => ({
    env: serviceEnv,
    generated: secretsForInspection(declaration, env),
  }));
  const settings = inspect(env);
  const problems = new Set([...(Array.isArray(settings) ? settings : []), ...ofServices]);
  if (!Array.isArray(settings) && problems.size === 0) return settings;
  return [...problems].map((problem) => ailing('configuration', problem, 'Set or mend this variable.'));
}

function inspect(env: Env): Settings | string[] {
  try {
    return inspectSettings(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
