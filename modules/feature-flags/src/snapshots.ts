import { type Clock, secondsAfter } from '@quartet/platform/clock';
import type { Log } from '@quartet/platform/log';
import type { Flag } from './evaluate.ts';
import type { SnapshotRow } from './flags.sql.ts';

/** The flags in use, by key. */
export type Snapshot = ReadonlyMap<string, Flag>;

/** What this process knows of the flags. */
export interface Snapshots {
  /**
   * The flags as they were `refreshSeconds` ago or later. While the database is away: as they were when it was
   * last there.
   *
   * @throws the driver's error when the database is away and was never there
   */
  current(): Promise<Snapshot>;
  /** Reads them anew, after this process has changed them. */
  refresh(): Promise<void>;
}

export interface SnapshotsOptions {
  /** Every flag that is in use. */
  read: () => Promise<SnapshotRow[]>;
  clock: Clock;
  log: Pick<Log, 'warn'>;
  refreshSeconds: number;
}

/** Reads when it is asked for what has become too old, so that a process without requests makes no queries. */
export function createSnapshots({ read, clock, log, refreshSeconds }: SnapshotsOptions): Snapshots {
  let known: { snapshot: Snapshot; turn: number } | undefined;
  let dueAt = clock.now();
  let loading: Promise<Snapshot> | undefined;
  let turns = 0;

  return {
    async current() {
      if (known !== undefined && loading === undefined && clock.now() < dueAt) return known.snapshot;
      loading ??= load().finally(() => {
        loading = undefined;
      });
      return loading;
    },
    // Never a load that is under way: it may have read before the change was committed. That this one failed was
    // logged, and is no failure of the change.
    refresh: async () => void (await load().catch(() => undefined)),
  };

  async function load(): Promise<Snapshot> {
    const startedAt = clock.now();
    turns += 1;
    const turn = turns;
    try {
      const snapshot = snapshotOf(await read());
      // Of two loads at once, the one that began first may end last.
      if (known === undefined || known.turn < turn) known = { snapshot, turn };
    } catch (error) {
      log.warn(
        { err: error },
        'The feature flags could not be read; what was read last, if anything, stays in force.',
      );
      if (known === undefined) throw error;
    }
    dueAt = secondsAfter(startedAt, refreshSeconds);
    return known.snapshot;
  }
}

function snapshotOf(rows: readonly SnapshotRow[]): Snapshot {
  return new Map(rows.map((row) => [row.key, flagOf(row)]));
}

function flagOf({ key, is_enabled, rollout_basis_points, overrides }: SnapshotRow): Flag {
  return {
    key,
    isEnabled: is_enabled,
    rolloutBasisPoints: rollout_basis_points,
    overrides: new Map(Object.entries(overrides)),
  };
}
