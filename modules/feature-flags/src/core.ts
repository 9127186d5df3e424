import type { Audit } from '@quartet/audit';
import type { Clock } from '@quartet/platform/clock';
import type { Database } from '@quartet/platform/database';
import type { Log } from '@quartet/platform/log';
import { findSnapshot } from './flags.sql.ts';
import { createSnapshots, type Snapshots } from './snapshots.ts';

/** What the module is made from. */
export interface FeatureFlagsDependencies {
  db: Database;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  log: Pick<Log, 'warn'>;
  /** Seconds after which a change that another process made is seen. */
  refreshSeconds: number;
}

/** What the module stands on. */
export interface FeatureFlagsCore {
  db: Database;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  snapshots: Snapshots;
}

export function createFeatureFlagsCore({
  db,
  clock,
  audit,
  log,
  refreshSeconds,
}: FeatureFlagsDependencies): FeatureFlagsCore {
  const read = () => findSnapshot(db.orm);
  return { db, clock, audit, snapshots: createSnapshots({ read, clock, log, refreshSeconds }) };
}
