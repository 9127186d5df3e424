import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '../postgres/index.ts';
import { startFlood, type Visitor } from './flood.ts';
import { type ServiceProcess, startProcess } from './service-process.ts';

/** Visitors before the crash, while one process is gone, and after it is back. */
const VISITORS_A_PHASE = 12;

/**
 * Two processes of a service on one database; one is killed in the middle of registrations, refreshes and new
 * teams. Whoever finds a connection broken repeats the request at the other.
 *
 * @param entry what Node runs, from the root of the workspace
 */
export function describeCrash(name: string, entry: string): void {
  describe(`kill -9 of one of two processes of ${name}`, () => {
    it('loses nothing that was answered, does nothing twice, and is no fault of a request', async () => {
      const database = await createTestDatabase();
      onTestFinished(() => database.drop());
      const key = randomBytes(32).toString('base64');
      const start = () => startTracked(entry, { DATABASE_URL: database.url, DATA_ENCRYPTION_KEY: key });
      const [mortal, survivor] = await Promise.all([start(), start()]);

      const flood = startFlood([mortal.url, survivor.url]);
      await flood.until(VISITORS_A_PHASE);
      await mortal.kill('SIGKILL');
      await flood.until(flood.visitors.length + VISITORS_A_PHASE);
      await mortal.startAgain();
      await flood.until(flood.visitors.length + VISITORS_A_PHASE);
      await flood.stop();

      expect(flood.broken).toBeGreaterThan(0);
      expect([...flood.unexpected]).toEqual([]);
      const stored = await storedIn(database.ownerUrl);
      expect(stored.filter(({ is_whole }) => !is_whole)).toEqual([]);
      const tokens = new Map(stored.map(({ email, refresh_tokens }) => [email, refresh_tokens]));
      expect(flood.visitors.map(({ email }) => tokens.get(email))).toEqual(flood.visitors.map(tokensOf));
      for (const { teams, ask } of flood.visitors) {
        const { items } = await ask();
        expect(items.map((team) => team.name)).toEqual(teams.isAnswered ? [teams.name] : expect.any(Array));
        expect(items.length).toBeLessThanOrEqual(1);
      }
    }, 120_000);
  });
}

async function startTracked(entry: string, env: Record<string, string>): Promise<ServiceProcess> {
  const started = await startProcess(entry, env);
  onTestFinished(() => started.kill('SIGTERM'));
  return started;
}

/** The first, and one for each refresh that was answered. */
function tokensOf({ refreshes }: Visitor): number {
  return refreshes + 1;
}

/** Everything that a registration writes, in one transaction. */
async function storedIn(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ email: string; is_whole: boolean; refresh_tokens: number }>(`
      select email,
             (select count(*) from sessions where user_id = users.id) = 1
             and (select count(*) from mail_tokens where user_id = users.id) = 1
             and (select count(*) from mails where user_id = users.id) = 1
             and (select count(*) from audit_log
                   where action = 'auth.registered' and target_id = users.id) = 1 as is_whole,
             (select count(*)::int from refresh_tokens
               join sessions on sessions.id = session_id where user_id = users.id) as refresh_tokens
        from users`);
    return rows;
  } finally {
    await client.end();
  }
}
