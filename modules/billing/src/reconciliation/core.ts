import type { Clock } from '@quartet/platform/clock';
import type { Database, Transaction } from '@quartet/platform/database';
import type { Log } from '@quartet/platform/log';
import type { Webhooks } from '@quartet/webhooks';
import type { BillingGateway } from '../gateway/index.ts';
import type { ProviderReads } from '../observing/provider-reads.ts';
import type { ProjectionSettings } from '../projection/kind.ts';

/** What reconciliation stands on. */
export interface ReconciliationCore {
  db: Database;
  clock: Clock;
  log: Log;
  gateway: Pick<BillingGateway, 'livemode' | 'listEvents' | 'listObjects' | 'readObject'>;
  reads: ProviderReads;
  webhooks: Pick<Webhooks, 'accept' | 'refresh'>;
  settings: ProjectionSettings;
  /** How long a process that died keeps others away. */
  leaseSeconds?: number;
  /** Has what was begun in a transaction worked on soon after its commit. */
  enqueue(tx: Transaction): Promise<void>;
}

/** The provider's own account, in the gateway's mode. */
export function accountOf({ gateway }: Pick<ReconciliationCore, 'gateway'>) {
  return { provider: 'stripe', account: '', livemode: gateway.livemode };
}
