import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type ConfigDeclaration,
  type ConfigOf,
  declareConfig,
  developmentSecrets,
  loadConfig,
  platformConfig,
  SECRETS_FILE,
  type Secret,
} from '@quartet/platform/config';
import { z } from 'zod';
import { ROOT } from './workspace.ts';

export type Env = Record<string, string | undefined>;

/** The login of migrations and seeds, apart from the one of the services. */
const ownerConfig = declareConfig({
  databaseOwnerUrl: {
    env: 'DATABASE_OWNER_URL',
    secret: true,
    required: false,
    schema: platformConfig.databaseUrl.schema,
    description:
      'PostgreSQL as the owner of the schema: for migrations and seeds, not for services (default: DATABASE_URL)',
  },
});
/** Passwords of the embedded PostgreSQL's roles. */
const embeddedPasswordsConfig = declareConfig({
  superuserPassword: password('QUARTET_POSTGRES_SUPERUSER_PASSWORD', 'of the superuser'),
  ownerPassword: password('QUARTET_POSTGRES_OWNER_PASSWORD', 'of the role that owns the schema'),
  servicePassword: password('QUARTET_POSTGRES_SERVICE_PASSWORD', 'of the role that the services connect as'),
});

const operatorConfig = declareConfig({
  operatorToken: {
    env: 'OPERATOR_TOKEN',
    secret: true,
    required: false,
    schema: z.string(),
    description: 'Token that quartet webhooks shows to saas-webhooks: one of its OPERATOR_TOKENS',
  },
});

/** The settings that only commands read. */
export const commandConfig = { ...ownerConfig, ...embeddedPasswordsConfig, ...operatorConfig };

const { databaseUrl: _databaseUrl, ...processConfig } = platformConfig;
const embeddedConfig = { ...processConfig, ...embeddedPasswordsConfig };
const externalConfig = { ...platformConfig, ...ownerConfig };

/** Which PostgreSQL is used: the one that DATABASE_URL names, or an embedded one with these passwords. */
export type DatabaseSettings =
  | { kind: 'external'; url: Secret; ownerUrl: Secret }
  | { kind: 'embedded'; superuserPassword: Secret; ownerPassword: Secret; servicePassword: Secret };

export type Settings = ConfigOf<typeof processConfig> & { database: DatabaseSettings };

/**
 * The settings that the commands work from; `dataDir` is absolute. PostgreSQL is embedded when DATABASE_URL is
 * not set, but never in production. Outside of production, secrets that nobody set are made in the data folder.
 *
 * @throws {ConfigError} with every problem.
 */
export function loadSettings(env: Env): Settings {
  return settingsFrom(env, (declaration) => developmentSecrets(declaration, dataDirOf(env)));
}

/** The same, without making anything: a secret that the first start would make has some value meanwhile. */
export function inspectSettings(env: Env): Settings {
  return settingsFrom(env, (declaration) => secretsForInspection(declaration, env));
}

/** What development has made or would make of these secrets; in production, nothing. */
export function secretsForInspection(declaration: ConfigDeclaration, env: Env): Record<string, string> {
  if (isProduction(env)) return {};
  const hasSecrets = existsSync(join(dataDirOf(env), SECRETS_FILE));
  return hasSecrets ? developmentSecrets(declaration, dataDirOf(env)) : inventedSecrets(declaration);
}

function settingsFrom(
  env: Env,
  secretsFor: (declaration: ConfigDeclaration) => Record<string, string>,
): Settings {
  const load = <Declaration extends ConfigDeclaration>(declaration: Declaration): ConfigOf<Declaration> =>
    loadConfig(declaration, { env, generated: isProduction(env) ? {} : secretsFor(declaration) });
  if (env.DATABASE_URL?.trim() || isProduction(env)) {
    const { databaseUrl: url, databaseOwnerUrl: ownerUrl = url, ...settings } = load(externalConfig);
    return { ...settings, dataDir: dataDirOf(env), database: { kind: 'external', url, ownerUrl } };
  }
  const { superuserPassword, ownerPassword, servicePassword, ...settings } = load(embeddedConfig);
  const database = { kind: 'embedded', superuserPassword, ownerPassword, servicePassword } as const;
  return { ...settings, dataDir: dataDirOf(env), database };
}

function inventedSecrets(declaration: ConfigDeclaration): Record<string, string> {
  const made = Object.values(declaration).map((setting) => [
    setting.env,
    'secret' in setting ? setting.generate?.() : undefined,
  ]);
  return Object.fromEntries(made.filter(([, value]) => value !== undefined));
}

/** A relative QUARTET_DATA_DIR counts from the root of the workspace, wherever the command was typed. */
export function dataDirOf(env: Env): string {
  return resolve(ROOT, platformConfig.dataDir.schema.parse(env.QUARTET_DATA_DIR?.trim() || undefined));
}

export function isProduction(env: Env): boolean {
  return env.NODE_ENV?.trim() === 'production';
}

function password<Name extends string>(env: Name, whose: string) {
  return {
    env,
    secret: true,
    required: true,
    schema: z.string().min(16),
    generate: () => randomBytes(24).toString('base64url'),
    description: `Password ${whose} in the embedded PostgreSQL`,
  } as const;
}
