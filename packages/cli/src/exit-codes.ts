/** The exit codes of `quartet`, stable for scripts. */
export const EXIT = {
  /** Done; for `start` and `dev`: stopped in order. */
  ok: 0,
  /** Tests, checks or doctor found something, or an error that has no code of its own. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** A setting, a manifest or quartet.json is missing or wrong. */
  configuration: 3,
  /** A port is taken by another program. */
  portTaken: 4,
  /** Another Quartet uses the data folder. */
  dataFolderInUse: 5,
  /** PostgreSQL does not start, cannot be reached or refuses a migration. */
  database: 6,
  /** What you changed and what the command would change are the same lines. */
  conflict: 7,
  /** The change would leave a workspace that does not work; nothing was written. */
  refused: 8,
  /** Another command changes this workspace. */
  busy: 9,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
