import type { Clock } from '@quartet/platform/clock';
import type { Database } from '@quartet/platform/database';
import { type AccountOfKey, OtherAccountError } from '../gateway/index.ts';
import { keepProviderAccount } from './provider-accounts.sql.ts';

interface KeptAccountNeeds {
  db: Database;
  clock: Clock;
  log: { error(fields: object, message: string): void; warn(message: string): void };
}

/**
 * Makes what keeps a gateway to the account that this database tells of: that of the first key of its mode, which
 * it remembers. A simulator's account gives way to any other, since nothing of it is left when its journal is gone.
 */
export function keepToAccount({ db, clock, log }: KeptAccountNeeds) {
  return async ({ id, livemode }: AccountOfKey): Promise<void> => {
    if (id === undefined) {
      log.warn(
        'STRIPE_SECRET_KEY may not say of which account it is: nobody notices when a key of another one is used.',
      );
      return;
    }
    const kept = await keepProviderAccount(db.orm, { id, livemode, now: clock.now() });
    if (kept === id) return;
    const error = new OtherAccountError(
      `STRIPE_SECRET_KEY is of Stripe's account ${id}, and this database tells of ${kept} (${livemode ? 'live' : 'test'} ` +
        `mode): nothing is asked of Stripe, taken in or removed. Use a key of ${kept}, or change the account on ` +
        'purpose: docs/billing.md, "Another account".',
    );
    log.error({ expected: kept, found: id, livemode }, error.message);
    throw error;
  };
}
