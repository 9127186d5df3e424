import { crc32 } from 'node:zlib';
import { hashToken, newToken } from '@quartet/platform/crypto';
import type { Id } from '@quartet/platform/ids';

/** What keys begin with: no token of another kind does, and scanners for leaked secrets know ours by it. */
export const KEY_PREFIX = 'qk';
/** For the reference page. */
export const KEY_FORMAT = 'qk_<id>.<secret>';
/** A TypeID, a dot, 256 random bits and 32 bits of checksum. */
const KEY = /^(qk_[0-7][0-9a-hjkmnp-tv-z]{25})\.([\w-]{43})([\w-]{6})$/;

/** A key, and what of its secret is kept. */
export interface NewKeyText {
  key: string;
  secretHash: string;
}

export function newKeyText(id: Id<typeof KEY_PREFIX>): NewKeyText {
  const secret = newToken();
  return { key: `${id}.${secret}${checksumOf(id, secret)}`, secretHash: hashToken(secret) };
}

export interface PresentedKey {
  id: Id<typeof KEY_PREFIX>;
  secretHash: string;
}

/**
 * What a key that was presented claims. The checksum tells what was never a key, be it a typing error or a
 * scanner's find, without a look into the database; it is no secret.
 */
export function readKeyText(key: string): PresentedKey | undefined {
  const [, id = '', secret = '', checksum] = KEY.exec(key) ?? [];
  if (checksum === undefined || checksum !== checksumOf(id, secret)) return undefined;
  return { id: id as PresentedKey['id'], secretHash: hashToken(secret) };
}

function checksumOf(id: string, secret: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(`${id}.${secret}`));
  return bytes.toString('base64url');
}
