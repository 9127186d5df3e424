import { desc, eq } from 'drizzle-orm';
import type { Executor } from '../database/index.ts';
import { type DevelopmentMail, developmentMails } from './schema.ts';

export async function insertMail(db: Executor, mail: { recipient: string; raw: Buffer }): Promise<void> {
  await db.insert(developmentMails).values(mail);
}

/** The newest first, of one recipient or of all. */
export function selectMails(
  db: Executor,
  { recipient, limit }: { recipient?: string; limit: number },
): Promise<DevelopmentMail[]> {
  return db
    .select()
    .from(developmentMails)
    .where(recipient === undefined ? undefined : eq(developmentMails.recipient, recipient))
    .orderBy(desc(developmentMails.id))
    .limit(limit);
}

export async function findMail(db: Executor, id: number): Promise<DevelopmentMail | undefined> {
  const [row] = await db.select().from(developmentMails).where(eq(developmentMails.id, id));
  return row;
}
