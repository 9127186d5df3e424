/** Why the embedded PostgreSQL could not start; stable, for programs. */
export type EmbeddedPostgresCode =
  | 'binaries_missing'
  | 'cluster_creation_failed'
  | 'cluster_incomplete'
  | 'data_folder_unreachable'
  | 'no_account'
  | 'password_mismatch'
  | 'port_taken'
  | 'previous_server_lingers'
  | 'start_failed'
  | 'version_mismatch';

/** The embedded PostgreSQL could not start; the message says what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly code: EmbeddedPostgresCode;

  constructor(message: string, { code, cause }: { code: EmbeddedPostgresCode; cause?: unknown }) {
    super(message, { cause });
    this.code = code;
  }
}
