import { randomUUID } from 'node:crypto';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';

/** What the suite may register within a minute, from one address. */
const CALLS_A_MINUTE = 500;

/**
 * Refuses an address at which claims would fail for a reason that is not theirs: nobody answers, or the limits
 * of one client's address are reached.
 *
 * @throws {CommandError} with what to do
 */
export async function refuseUnfitAddress(url: string): Promise<void> {
  const { headers } = await post(url, '/api/auth/register', {});
  const limit = Number(headers.get('ratelimit-limit') ?? Number.POSITIVE_INFINITY);
  if (limit < CALLS_A_MINUTE)
    throw unfit(
      `${url} takes ${limit} registrations a minute from one address; the suite needs ${CALLS_A_MINUTE}. Start the service with RATE_LIMIT_FACTOR=1000 for the check.`,
    );
  const guess = { email: `${randomUUID()}@example.com`, password: 'not the password' };
  const { status, headers: throttle } = await post(url, '/api/auth/login', guess);
  if (status === 429)
    throw unfit(
      `${url} slows sign-ins from here down, as after many failed ones: try again in ${throttle.get('retry-after')} s, or restart the service.`,
    );
}

async function post(url: string, path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  try {
    return await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  } catch (cause) {
    throw new CommandError(`Nothing answers at ${url}. Is the service started?`, {
      exitCode: EXIT.failed,
      cause,
    });
  }
}

function unfit(message: string): CommandError {
  return new CommandError(message, { exitCode: EXIT.failed });
}
