import { ConfigError } from '@quartet/platform/config';
import { serviceSettingProblems } from '../service-settings.ts';
import { type Env, isProduction } from '../settings.ts';
import type { WorkspaceService } from '../workspace.ts';

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
  const problems = await serviceSettingProblems(root, services, () => ({ env }));
  if (problems.length > 0) throw new ConfigError(problems);
}
