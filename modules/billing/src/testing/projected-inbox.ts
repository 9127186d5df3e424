import type { Clock } from '@quartet/platform/clock';
import { createDatabase } from '@quartet/platform/database';
import { createLog } from '@quartet/platform/log';
import { createTestDatabase } from '@quartet/testing/postgres';
import { createEffects } from '@quartet/webhooks';
import { sql } from 'drizzle-orm';
import { createBillingProjector } from '../projection/create-billing-projector.ts';
import { childTables, tables } from '../projection/tables.ts';
import { projectEvents } from './project-events.ts';

/** The projector on a database of its own, and a log that feeds it. */
export type ProjectedInbox = Awaited<ReturnType<typeof startProjectedInbox>>;

export async function startProjectedInbox({ clock }: { clock: Clock }) {
  const database = await createTestDatabase();
  const log = createLog({ service: 'billing-test', level: 'silent' });
  const db = createDatabase({ url: database.url, applicationName: 'billing-test', log });
  const owner = createDatabase({
    url: database.ownerUrl,
    applicationName: 'billing-test-owner',
    actsAs: 'login',
    log,
  });
  const projector = createBillingProjector({
    clock,
    livemode: false,
    graceDays: 14,
    effects: createEffects({ clock }),
  });
  const all = [...Object.keys(tables), ...Object.keys(childTables), ...OTHERS].join(', ');
  return {
    ...projectEvents(db, projector),
    db,
    projector,
    /** Empties everything. */
    forget: async () => void (await owner.orm.execute(sql.raw(`truncate ${all}`))),
    async close() {
      await owner.close();
      await db.close();
      await database.drop();
    },
  };
}

const OTHERS = ['effects', 'webhook_events', 'webhook_event_states'];
