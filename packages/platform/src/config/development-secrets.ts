import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigDeclaration } from './declare-config.ts';

/** In the data folder, readable by its owner alone. */
export const SECRETS_FILE = 'secrets.json';

/**
 * The secrets that development makes for itself, kept in `<dataDir>/secrets.json` (mode 0600) so that
 * a second start reads what the first one encrypted. Never called in production.
 *
 * @returns values by the name of their environment variable.
 */
export function developmentSecrets(declaration: ConfigDeclaration, dataDir: string): Record<string, string> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const stored = readSecrets(dataDir);
  const missing = Object.values(declaration).filter(
    (setting) => 'secret' in setting && setting.generate !== undefined && !(setting.env in stored),
  );
  if (missing.length === 0) return stored;
  const made = missing.map((setting) => [
    setting.env,
    'secret' in setting ? setting.generate?.() : undefined,
  ]);
  return writeSecrets(dataDir, { ...stored, ...Object.fromEntries(made) }, Object.keys(stored).length === 0);
}

function readSecrets(dataDir: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(join(dataDir, SECRETS_FILE), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Linking a complete file into place is atomic: of two first starts, one wins and the other reads its file. */
function writeSecrets(
  dataDir: string,
  secrets: Record<string, string>,
  isFirst: boolean,
): Record<string, string> {
  const target = join(dataDir, SECRETS_FILE);
  const draft = `${target}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  try {
    if (!isFirst) rmSync(target, { force: true });
    linkSync(draft, target);
    return secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return readSecrets(dataDir);
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
