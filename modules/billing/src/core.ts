import type { Audit } from '@quartet/audit';
import type { Clock } from '@quartet/platform/clock';
import type { Database } from '@quartet/platform/database';
import type { Log } from '@quartet/platform/log';
import type { Teams } from '@quartet/teams';
import type { BillingGateway } from './gateway/gateway.ts';

/** What the module stands on. */
export interface BillingCore {
  db: Database;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  log: Pick<Log, 'error'>;
  teams: Pick<Teams, 'roleInTeam' | 'read'>;
  gateway: BillingGateway;
  /**
   * Has what is known of a provider's object follow it now, where that can be done soon; events bring it in any
   * case.
   *
   * @example await refresh('subscription:sub_123');
   */
  refresh: (objectKey: string) => Promise<unknown>;
  /** Where the provider's pages lead back to. */
  pages: ReturnPages;
}

/** Addresses of the product's own pages. */
export interface ReturnPages {
  /** After a checkout that was paid. */
  success: string;
  /** After a checkout that was left. */
  cancel: string;
  /** After the portal. */
  billing: string;
}
