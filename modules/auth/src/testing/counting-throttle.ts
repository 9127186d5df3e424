import { commonErrors } from '@quartet/platform/errors';
import type { LoginKeys, LoginThrottle } from '@quartet/rate-limiting';

/** Counts what it is told, and shuts when a test says so. */
export interface CountingThrottle extends LoginThrottle {
  failures: LoginKeys[];
  successes: LoginKeys[];
  shut(): void;
}

export function countingThrottle(): CountingThrottle {
  let isShut = false;
  const failures: LoginKeys[] = [];
  const successes: LoginKeys[] = [];
  return {
    failures,
    successes,
    shut() {
      isShut = true;
    },
    async check() {
      if (isShut) throw commonErrors.tooManyRequests({ retryAfterSeconds: 60 });
    },
    async failed(keys) {
      failures.push(keys);
    },
    async succeeded(keys) {
      successes.push(keys);
    },
  };
}
