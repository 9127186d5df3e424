import { createHash } from 'node:crypto';
import { commonErrors } from '@quartet/platform/errors';
import { type Counter, clientKey, type RateLimiter } from '@quartet/platform/rate-limiter';

/** What a typed password counts by. */
export interface LoginKeys {
  /** The client's address. */
  address: string;
  /** The account in its canonical form, whether it exists or not: an unknown one is slowed down the same. */
  account: string;
}

/**
 * Slows down guessing at passwords (OWASP ASVS 5, 6.3.1). It stands before every typed password, at sign-in and
 * at a change of the password, and before nothing else: the sessions of a throttled account's owner go on.
 */
export interface LoginThrottle {
  /**
   * Comes before the password is looked at.
   *
   * @throws `too_many_requests` with the seconds after which an attempt is let in
   */
  check(keys: LoginKeys): Promise<void>;
  /** The password was wrong. A fault of ours is no failure and is not reported here. */
  failed(keys: LoginKeys): Promise<void>;
  /** Begins the account's counts anew, not the address's: an attacker has an account of their own, too. */
  succeeded(keys: LoginKeys): Promise<void>;
}

/** When failures begin to cost time, and when they are forgotten. */
interface Patience {
  failures: number;
  windowSeconds: number;
}

/** OWASP Authentication Cheat Sheet, "Account Lockout": a threshold, an observation window, a growing delay. */
const ACCOUNT_PATIENCE: Patience = { failures: 5, windowSeconds: 24 * 60 * 60 };
/** Credential stuffing tries many accounts from one address; an office behind one address mistypes as well. */
const ADDRESS_PATIENCE: Patience = { failures: 50, windowSeconds: 60 * 60 };
/** The delay doubles from one second up to this, so that no account is locked for good. */
const LONGEST_DELAY_SECONDS = 15 * 60;
/** Attempts of an account that have not succeeded: bounds the guesses that run before the first one has failed. */
const ACCOUNT_BURST = { points: 20, windowSeconds: 10 };

/** Counts where the limiter counts; the time is the store's, which all copies of a service share. */
export function createLoginThrottle({ limiter }: { limiter: RateLimiter }): LoginThrottle {
  return {
    async check(keys) {
      const subjects = [accountOf(keys), addressOf(keys)];
      const delays = await Promise.all(subjects.map((subject) => limiter.peek(subject.delay)));
      refuseFor(Math.max(...delays.map((delay) => delay.retryAfterSeconds)));
      const burst = await limiter.consume(accountOf(keys).burst);
      refuseFor(burst.retryAfterSeconds);
    },
    async failed(keys) {
      await Promise.all([accountOf(keys), addressOf(keys)].map((subject) => countFailure(limiter, subject)));
    },
    async succeeded(keys) {
      const { failures, delay, burst } = accountOf(keys);
      await Promise.all([failures, delay, burst].map((counter) => limiter.forget(counter)));
    },
  };
}

function refuseFor(seconds: number): void {
  if (seconds > 0) throw commonErrors.tooManyRequests({ retryAfterSeconds: seconds });
}

/** Counts a failure and, past the patience, lets the subject wait. */
async function countFailure(limiter: RateLimiter, subject: Subject): Promise<void> {
  const { consumed, limit } = await limiter.consume(subject.failures);
  if (consumed < limit) return;
  await limiter.block(subject.delay, Math.min(2 ** (consumed - limit), LONGEST_DELAY_SECONDS));
}

interface Subject {
  failures: Counter;
  delay: Counter;
}

/** An e-mail address is hashed, so that Redis holds none. */
function accountOf({ account }: LoginKeys): Subject & { burst: Counter } {
  const key = createHash('sha256').update(account).digest('base64url');
  return {
    ...subjectOf('account', key, ACCOUNT_PATIENCE),
    burst: { name: 'login:account:burst', key, ...ACCOUNT_BURST },
  };
}

function addressOf({ address }: LoginKeys): Subject {
  return subjectOf('address', clientKey(address), ADDRESS_PATIENCE);
}

function subjectOf(kind: 'account' | 'address', key: string, { failures, windowSeconds }: Patience): Subject {
  return {
    failures: { name: `login:${kind}:failures`, key, points: failures, windowSeconds },
    delay: { name: `login:${kind}:delay`, key, points: 1, windowSeconds: LONGEST_DELAY_SECONDS },
  };
}
