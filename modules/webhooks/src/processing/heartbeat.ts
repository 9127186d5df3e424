import type { WebhooksCore } from '../core.ts';
import { type Lease, renewLeases } from './leases.sql.ts';

/** Keeps leases from running out while this process works on their objects, or is about to. */
export interface Heartbeat {
  hold(leases: readonly Lease[]): void;
  release(leases: readonly Lease[]): void;
}

/** Beats four times in the length of a lease, as long as any is held. */
export function createHeartbeat({ db, log, settings }: WebhooksCore): Heartbeat {
  const held = new Map<string, Lease>();
  let next: NodeJS.Timeout | undefined;

  return {
    hold(leases) {
      for (const lease of leases) held.set(lease.id, lease);
      if (next === undefined && held.size > 0) schedule();
    },
    release(leases) {
      for (const { id } of leases) held.delete(id);
      if (held.size > 0) return;
      clearTimeout(next);
      next = undefined;
    },
  };

  function schedule(): void {
    next = setTimeout(() => void beat(), (settings.leaseSeconds * 1000) / 4);
  }

  async function beat(): Promise<void> {
    try {
      await renewLeases(db.orm, [...held.values()], settings.leaseSeconds);
    } catch (error) {
      log.warn({ err: error }, 'Leases of webhook objects could not be renewed; it is tried again shortly.');
    }
    if (next !== undefined) schedule();
  }
}
