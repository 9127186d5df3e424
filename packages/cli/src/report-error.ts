import { ConfigError } from '@quartet/platform/config';
import { DataFolderLockedError } from '@quartet/platform/data-folder';
import { EmbeddedPostgresError } from '@quartet/platform/embedded-postgres';
import { isDomainError } from '@quartet/platform/errors';
import { MigrationError } from '@quartet/platform/migrate';
import { CommandError } from './command-error.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** What a person reads of an error, and the exit code; the stack is for `--verbose` and for surprises. */
export function reportError(
  error: unknown,
  { verbose }: { verbose: boolean },
): { text: string; exitCode: ExitCode } {
  const exitCode = exitCodeOf(error);
  const isExpected = exitCode !== undefined;
  const text = verbose || !isExpected ? detailsOf(error) : messageOf(error);
  const hint = isExpected || verbose ? '' : '\nThis is not an error that Quartet expected; please report it.';
  return { text: `${text}${hint}`, exitCode: exitCode ?? EXIT.failed };
}

function exitCodeOf(error: unknown): ExitCode | undefined {
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof ConfigError) return EXIT.configuration;
  if (error instanceof DataFolderLockedError) return EXIT.dataFolderInUse;
  if (error instanceof EmbeddedPostgresError)
    return error.code === 'port_taken' ? EXIT.portTaken : EXIT.database;
  if (isDomainError(error)) return EXIT.failed;
  if (error instanceof MigrationError) return EXIT.database;
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function detailsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\nCaused by: ${detailsOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
