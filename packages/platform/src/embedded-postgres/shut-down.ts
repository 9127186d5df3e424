/**
 * From polite to forced: fast shutdown (sessions end, a checkpoint is written),
 * immediate shutdown (recovery at the next start), the kernel's. Together less
 * than the 5 s in which Quartet has to stop. No step loses a committed transaction.
 *
 * @see https://www.postgresql.org/docs/18/server-shutdown.html
 */
const STEPS = [
  { name: 'SIGINT', patienceMs: 3_000 },
  { name: 'SIGQUIT', patienceMs: 1_000 },
  { name: 'SIGKILL', patienceMs: 500 },
] as const;

/** Stops a postmaster, by ever stronger signals while it does not end. */
export async function shutDown({
  signal,
  endsWithin,
}: {
  readonly signal: (name: NodeJS.Signals) => void;
  readonly endsWithin: (milliseconds: number) => Promise<boolean>;
}): Promise<void> {
  for (const { name, patienceMs } of STEPS) {
    signal(name);
    if (await endsWithin(patienceMs)) return;
  }
}
