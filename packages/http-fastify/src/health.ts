import type { Server } from './create-server.ts';

/** Named checks that resolve when the thing answers and reject when it does not. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<void>>>;

/** A check that takes longer than a probe's usual period counts as failed. */
const CHECK_TIMEOUT_MS = 2_000;

/**
 * `/health/live`: the process answers; restart it otherwise. `/health/ready`: it can do its work, so send
 * traffic; 503 while something it needs is away, or while it drains.
 */
export function answerHealth(server: Server, checks: ReadinessChecks): void {
  let isDraining = false;
  server.addHook('preClose', async () => {
    isDraining = true;
  });
  server.get('/health/live', async () => ({ status: 'ok' }));
  server.get('/health/ready', async (_request, reply) => {
    const results = await runChecks(checks);
    const isReady = !isDraining && Object.values(results).every((result) => result === 'ok');
    return reply
      .status(isReady ? 200 : 503)
      .send({ status: isReady ? 'ok' : 'unavailable', checks: results });
  });
}

async function runChecks(checks: ReadinessChecks): Promise<Record<string, 'ok' | 'failed'>> {
  const results = Object.entries(checks).map(
    async ([name, check]) => [name, await outcomeOf(check)] as const,
  );
  return Object.fromEntries(await Promise.all(results));
}

async function outcomeOf(check: () => Promise<void>): Promise<'ok' | 'failed'> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('timed out')), CHECK_TIMEOUT_MS);
  try {
    await Promise.race([check(), timeout]);
    return 'ok';
  } catch {
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
}
