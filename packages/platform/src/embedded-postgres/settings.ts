/** Settings of a cluster whose commits survive a crash; PostgreSQL's defaults where not named. */
export const durableSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  // A socket path is limited to 107 bytes, which a deep clone exceeds.
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '64MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_line_prefix: '%q%u@%d ',
};

/** For clusters that live as long as a test run: fast, and lost with the machine's power. */
export const disposableSettings: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
};
