import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ConfigDeclaration, ConfigError, type ConfigRule, loadConfig } from '@quartet/platform/config';
import { type Env, isProduction } from '../settings.ts';
import type { WorkspaceService } from '../workspace.ts';

/** What the `config.ts` of a service exports. */
interface ServiceConfig {
  declaration: ConfigDeclaration;
  rules: readonly ConfigRule<object>[];
}

/**
 * In production, looks at the settings of all services together before anything is migrated or started.
 *
 * @throws {ConfigError} with every problem of every service
 */
export async function refuseWrongSettings(
  root: string,
  services: readonly WorkspaceService[],
  env: Env,
): Promise<void> {
  if (!isProduction(env)) return;
  const problems = await Promise.all(services.map((service) => problemsOf(root, service, env)));
  const distinct = [...new Set(problems.flat())];
  if (distinct.length > 0) throw new ConfigError(distinct);
}

async function problemsOf(root: string, { name }: WorkspaceService, env: Env): Promise<string[]> {
  const file = join(root, 'services', name, 'src/config.ts');
  if (!existsSync(file)) return [];
  const { declaration, rules }: ServiceConfig = await import(pathToFileURL(file).href);
  try {
    loadConfig(declaration, { env }, rules);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
