import { createHash, timingSafeEqual } from 'node:crypto';
import { ApiError } from '../world/api-error.ts';

/** Throws 401 unless the header carries the key, as a bearer token or the user name of Basic. */
export function authenticate(header: string | undefined, secretKey: string): void {
  const key = keyOf(header);
  if (!key) {
    throw unauthorized('You did not provide an API key. Send it as a bearer token or as the user of Basic.');
  }
  if (!timingSafeEqual(digest(key), digest(secretKey))) {
    throw unauthorized(`Invalid API Key provided: ${masked(key)}`);
  }
}

function keyOf(header: string | undefined): string | undefined {
  const [scheme, value] = header?.split(' ') ?? [];
  if (scheme?.toLowerCase() === 'bearer') return value;
  if (scheme?.toLowerCase() !== 'basic' || !value) return undefined;
  return Buffer.from(value, 'base64').toString().split(':')[0];
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}

/** Only what tells keys apart: the kind, and of a long key its end. */
function masked(key: string): string {
  return key.length < 16 ? `${key.slice(0, 8)}****` : `${key.slice(0, 8)}****${key.slice(-4)}`;
}

function unauthorized(message: string): ApiError {
  return new ApiError(401, { type: 'invalid_request_error', message });
}
