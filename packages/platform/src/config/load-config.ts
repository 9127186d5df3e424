import type { z } from 'zod';
import type { ConfigDeclaration, ConfigOf, Setting } from './declare-config.ts';
import { Secret } from './secret.ts';

/** EX_CONFIG of sysexits.h: a process ends with it when its configuration is wrong, so that trying again is no use. */
export const EXIT_CONFIG = 78;

/** Every problem of a configuration at once, so that it is mended in one go. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: string[];

  constructor(problems: string[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((p) => `  - ${p}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

export interface ConfigSource {
  /** The process's environment. */
  env: Record<string, string | undefined>;
  /** Values that development generated ({@link developmentSecrets}); the environment wins over them. */
  generated?: Record<string, string>;
}

/**
 * Reads the declared settings. An empty variable counts as a missing one.
 *
 * @throws {ConfigError} listing every missing or wrong setting by its variable's name; never a value.
 */
export function loadConfig<Declaration extends ConfigDeclaration>(
  declaration: Declaration,
  source: ConfigSource,
  rules: readonly ConfigRule<ConfigOf<Declaration>>[] = [],
): ConfigOf<Declaration> {
  const problems: string[] = [];
  const entries = Object.entries(declaration).map(([key, setting]) => [key, read(setting, source, problems)]);
  const config = Object.fromEntries(entries) as ConfigOf<Declaration>;
  problems.push(...rules.flatMap((rule) => rule(config) ?? []));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/**
 * A condition over several settings; answers the problem as a sentence, or nothing. It runs also when settings
 * are missing or wrong, so that all problems come at once; such a setting is undefined then.
 */
export type ConfigRule<Config> = (config: Config) => string | string[] | undefined;

function read(setting: Setting, source: ConfigSource, problems: string[]): unknown {
  const raw = source.env[setting.env]?.trim() || source.generated?.[setting.env];
  if ('secret' in setting) return readSecret(setting, raw, problems);
  const parsed = setting.schema.safeParse(raw);
  if (!parsed.success) problems.push(problemOf(setting.env, parsed.error));
  return parsed.data;
}

function readSecret(
  setting: Extract<Setting, { secret: true }>,
  raw: string | undefined,
  problems: string[],
) {
  if (raw === undefined) {
    if (setting.required) problems.push(`${setting.env} is missing: ${setting.description}`);
    return undefined;
  }
  const parsed = setting.schema.safeParse(raw);
  if (parsed.success) return new Secret(raw);
  problems.push(problemOf(setting.env, parsed.error));
  return undefined;
}

function problemOf(env: string, error: z.ZodError): string {
  return `${env} is not valid: ${error.issues.map((issue) => issue.message).join('; ')}`;
}
