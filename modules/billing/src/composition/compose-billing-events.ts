import type { Outbox } from '@quartet/mail';
import type { Runtime } from '@quartet/platform/service';
import type { Webhooks } from '@quartet/webhooks';
import type { billingMails } from '../notices/mails.ts';
import { noticeSenders } from '../notices/notice-senders.ts';
import { createHealing } from '../observing/index.ts';
import { createReconciliation, type Reconciliation } from '../reconciliation/index.ts';
import { type BillingSettings, followProvider } from './follow-provider.ts';

interface BillingEventsNeeds {
  webhooks: Pick<Webhooks, 'accept' | 'refresh' | 'refreshNow' | 'projectWith'>;
  mail: Pick<Outbox<typeof billingMails>, 'enqueue'>;
}

/** Events of the inbox become the state of billing. */
export interface BillingEvents {
  /** Nothing without a payment provider to compare with. */
  reconciliation: Reconciliation | undefined;
}

/** Gives the inbox's events to billing, and keeps the projection right by jobs where the provider can be read. */
export function composeBillingEvents(
  runtime: Runtime,
  config: BillingSettings,
  { webhooks, mail }: BillingEventsNeeds,
): BillingEvents {
  const { clock, db, jobs, log } = runtime;
  const { gateway, reads, projector, isReadable } = followProvider(runtime, config);
  webhooks.projectWith({ projector, senders: noticeSenders({ mail }) });
  if (!isReadable) return { reconciliation: undefined };

  const heal = createHealing({ db, gateway, reads, webhooks });
  const reconciliation = createReconciliation({
    db,
    clock,
    log,
    gateway,
    reads,
    webhooks,
    settings: { graceDays: config.billingGraceDays },
    enqueue: (tx) => jobs.enqueue(tx, CONTINUE, {}),
  });
  jobs.schedule('billing.heal', '* * * * *', (_payload, { signal }) => heal(signal));
  jobs.schedule(CONTINUE, '* * * * *', (_payload, { signal }) => reconciliation.continue(signal));
  jobs.schedule('billing.reconcile_hourly', '7 * * * *', reconciliation.beginHourly);
  jobs.schedule('billing.reconcile_nightly', '22 3 * * *', reconciliation.beginNightly);
  return { reconciliation };
}

const CONTINUE = 'billing.continue_reconciliation';
