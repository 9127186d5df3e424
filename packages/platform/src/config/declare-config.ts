import type { z } from 'zod';
import type { Secret } from './secret.ts';

export type Environment = 'development' | 'test' | 'production';

interface SettingBase {
  /** The environment variable. */
  env: string;
  /** One sentence for the configuration table; units where the value has one. */
  description: string;
}

/** A setting that anyone may see. Its schema parses the variable's text and carries the default. */
export interface PlainSetting<Schema extends z.ZodType = z.ZodType> extends SettingBase {
  schema: Schema;
}

/** A setting that nobody may see. It has no default; development makes its own where `generate` is given. */
export interface SecretSetting extends SettingBase {
  secret: true;
  /** False for a secret that the product runs without, such as the key of an optional provider. */
  required: boolean;
  schema: z.ZodType<string>;
  /** Makes a random value, kept in the data folder, so that a fresh clone starts without any setting. */
  generate?: () => string;
}

export type Setting = PlainSetting | SecretSetting;
export type ConfigDeclaration = Record<string, Setting>;

/** The typed object that a declaration loads into. */
export type ConfigOf<Declaration extends ConfigDeclaration> = {
  readonly [Key in keyof Declaration]: Declaration[Key] extends { secret: true; required: infer Required }
    ? Required extends true
      ? Secret
      : Secret | undefined
    : Declaration[Key] extends { schema: infer Schema extends z.ZodType }
      ? z.output<Schema>
      : never;
};

/** Declares settings once: variable, type, default and description. */
export function declareConfig<const Declaration extends ConfigDeclaration>(
  declaration: Declaration,
): Declaration {
  return declaration;
}
