import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type ConfigDeclaration,
  ConfigError,
  type ConfigRule,
  type ConfigSource,
  loadConfig,
} from '@quartet/platform/config';
import type { WorkspaceService } from './workspace.ts';

/** What the `config.ts` of a service exports. */
export interface ServiceConfig {
  declaration: ConfigDeclaration;
  rules: readonly ConfigRule<object>[];
}

/** The settings that a service declares; undefined for one without a `config.ts`. */
export async function serviceConfigOf(
  root: string,
  { name }: WorkspaceService,
): Promise<ServiceConfig | undefined> {
  const file = join(root, 'services', name, 'src/config.ts');
  if (!existsSync(file)) return undefined;
  const { declaration, rules }: ServiceConfig = await import(pathToFileURL(file).href);
  return { declaration, rules };
}

/** Every problem of the settings of all services, each once. */
export async function serviceSettingProblems(
  root: string,
  services: readonly WorkspaceService[],
  sourceFor: (declaration: ConfigDeclaration) => ConfigSource,
): Promise<string[]> {
  const configs = await Promise.all(services.map((service) => serviceConfigOf(root, service)));
  const problems = configs
    .filter((config) => config !== undefined)
    .flatMap(({ declaration, rules }) => problemsOf(declaration, rules, sourceFor(declaration)));
  return [...new Set(problems)];
}

function problemsOf(
  declaration: ConfigDeclaration,
  rules: ServiceConfig['rules'],
  source: ConfigSource,
): string[] {
  try {
    loadConfig(declaration, source, rules);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
