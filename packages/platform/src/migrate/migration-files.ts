import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface MigrationFile {
  name: string;
  sql: string;
  /** SHA-256 of the file's text, line endings aside. */
  checksum: string;
}

const DEFAULT_FOLDER = join(import.meta.dirname, '../../../../db/migrations');

/** The migrations in the order of their numbers. */
export function readMigrations(folder = DEFAULT_FOLDER): MigrationFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => readMigration(folder, file));
}

function readMigration(folder: string, file: string): MigrationFile {
  const sql = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
  return { name: file.replace(/\.sql$/, ''), sql, checksum: createHash('sha256').update(sql).digest('hex') };
}
