import type { ErrorDefinition } from '../errors/index.ts';

/**
 * SQLSTATEs (PostgreSQL, appendix A) that say "not now": connection exceptions (08), insufficient
 * resources (53), operator intervention (57: shutdown, starting up, statement timeout), lock timeout, and the
 * two that undo one of several transactions so that the others go on (40001, 40P01).
 */
const AWAY_SQLSTATE = /^(08...|53...|57...|55P03|40001|40P01)$/;
const AWAY_NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
/** What `pg` says, without a code, when a connection is lost or none is free in time. */
const AWAY_MESSAGE =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error/i;

interface DriverError extends Error {
  code?: string;
  constraint?: string;
}

/** True when the database could not be reached or had no room: the request may be tried again as it is. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const found = driverErrorIn(error, ({ code, message }) =>
    code === undefined ? AWAY_MESSAGE.test(message) : AWAY_SQLSTATE.test(code) || AWAY_NETWORK.has(code),
  );
  return found !== undefined;
}

/** True when PostgreSQL refused a row because of the named constraint or unique index. */
export function isConstraintViolation(error: unknown, constraint: string): boolean {
  return driverErrorIn(error, (candidate) => candidate.constraint === constraint) !== undefined;
}

/**
 * Turns violations of named constraints into the domain's errors, right at the statement.
 *
 * @example await refusing({ users_email_key: authErrors.emailTaken }, tx.insert(users).values(user));
 */
export async function refusing<Result>(
  errors: Readonly<Record<string, ErrorDefinition>>,
  statement: PromiseLike<Result>,
): Promise<Result> {
  try {
    return await statement;
  } catch (error) {
    const violated = Object.entries(errors).find(([constraint]) => isConstraintViolation(error, constraint));
    if (violated === undefined) throw error;
    throw violated[1]({ cause: error });
  }
}

/** Drizzle and pg-boss wrap the driver's error, so the causes are searched as well. */
function driverErrorIn(
  error: unknown,
  matches: (candidate: DriverError) => boolean,
): DriverError | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof AggregateError) {
      const inner = current.errors.map((each) => driverErrorIn(each, matches)).find(Boolean);
      if (inner !== undefined) return inner;
    }
    if (matches(current)) return current;
  }
  return undefined;
}
