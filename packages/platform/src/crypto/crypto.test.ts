import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSealer } from './seal.ts';
import { hashToken, newToken, sameBytes } from './token.ts';

describe('createSealer', () => {
  const sealer = createSealer(randomBytes(32));

  it('opens what it sealed, and seals the same text differently each time', () => {
    const sealed = sealer.seal('grüße', 'mail');
    expect(sealer.open(sealed, 'mail')).toBe('grüße');
    expect(sealer.seal('grüße', 'mail').equals(sealed)).toBe(false);
  });

  it('opens nothing that was sealed for another purpose or with another key', () => {
    const sealed = sealer.seal('secret', 'mail');
    expect(() => sealer.open(sealed, 'signing-key')).toThrow();
    expect(() => createSealer(randomBytes(32)).open(sealed, 'mail')).toThrow();
  });

  it('notices an altered byte wherever it is', () => {
    const sealed = sealer.seal('secret', 'mail');
    for (const position of sealed.keys()) {
      const altered = Buffer.from(sealed);
      altered[position] = (altered[position] ?? 0) ^ 1;
      expect(() => sealer.open(altered, 'mail')).toThrow();
    }
  });

  it('recognises a value again only under the same key and purpose', () => {
    expect(sealer.fingerprint('a', 'x')).toBe(sealer.fingerprint('a', 'x'));
    expect(sealer.fingerprint('a', 'x')).not.toBe(sealer.fingerprint('a', 'y'));
    expect(sealer.fingerprint('a', 'x')).not.toBe(createSealer(randomBytes(32)).fingerprint('a', 'x'));
  });
});

describe('tokens', () => {
  it('are 256 random bits, and are stored as something else', () => {
    const token = newToken();
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(newToken()).not.toBe(token);
    expect(hashToken(token)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('are compared whole', () => {
    expect(sameBytes('abc', 'abc')).toBe(true);
    expect(sameBytes('abc', 'abd')).toBe(false);
    expect(sameBytes('abc', 'ab')).toBe(false);
  });
});
