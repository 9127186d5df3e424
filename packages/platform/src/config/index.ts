export {
  type ConfigDeclaration,
  type ConfigOf,
  declareConfig,
  type Environment,
  type PlainSetting,
  type SecretSetting,
  type Setting,
} from './declare-config.ts';
export { developmentSecrets } from './development-secrets.ts';
export { ConfigError, type ConfigRule, type ConfigSource, loadConfig } from './load-config.ts';
export { flag, key256, originList, platformConfig } from './platform-config.ts';
export { Secret } from './secret.ts';
