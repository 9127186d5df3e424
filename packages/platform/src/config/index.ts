export {
  type ConfigDeclaration,
  type ConfigOf,
  declareConfig,
  type Environment,
  type Setting,
} from './declare-config.ts';
export { developmentSecrets, SECRETS_FILE } from './development-secrets.ts';
export { hostForPeople } from './host-for-people.ts';
export { ConfigError, type ConfigRule, type ConfigSource, EXIT_CONFIG, loadConfig } from './load-config.ts';
export { loadServiceConfig } from './load-service-config.ts';
export { flag, platformConfig } from './platform-config.ts';
export { Secret } from './secret.ts';
export { portSetting, publicUrlOf } from './service-address.ts';
