import type { ConfigDeclaration, ConfigOf } from './declare-config.ts';
import { developmentSecrets } from './development-secrets.ts';
import { type ConfigRule, type ConfigSource, loadConfig } from './load-config.ts';
import { platformConfig } from './platform-config.ts';

/**
 * The settings of a service. Outside of production, secrets that nobody set are made in the data folder.
 *
 * @throws {ConfigError} with every problem.
 */
export function loadServiceConfig<Declaration extends ConfigDeclaration>(
  declaration: Declaration,
  rules: readonly ConfigRule<ConfigOf<Declaration>>[],
  env: ConfigSource['env'],
): ConfigOf<Declaration> {
  const { environment, dataDir } = platformConfig;
  const surroundings = loadConfig({ environment, dataDir }, { env });
  const isProduction = surroundings.environment === 'production';
  const generated = isProduction ? {} : developmentSecrets(declaration, surroundings.dataDir);
  return loadConfig(declaration, { env, generated }, rules);
}
