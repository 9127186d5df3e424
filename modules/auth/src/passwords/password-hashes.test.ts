import { hashSync, parseOptions } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { createPasswordHashes } from './password-hashes.ts';

describe('password hashes', () => {
  const hashes = createPasswordHashes((work) => work());

  it('are argon2id with 19 MiB, two passes, one lane and 16 bytes of salt, as PHC strings', async () => {
    const hash = await hashes.hash('seven wooden elephants');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(parseOptions(hash)).toMatchObject({ saltLen: 16, outputLen: 32 });
    expect(await hashes.hash('seven wooden elephants')).not.toBe(hash);
  });

  it.each([[undefined], [null], [''], ['not a hash'], ['$argon2i$v=19$m=16,t=2,p=1$c2FsdHNhbHQ$aGFzaA']])(
    'verifying against %s takes a slot, as every other does, and fails',
    async (stored) => {
      let slots = 0;
      const counted = createPasswordHashes((work) => {
        slots++;
        return work();
      });
      expect(await counted.verify(stored, 'seven wooden elephants')).toBe(false);
      expect(slots).toBe(1);
    },
  );

  it('one of weaker parameters verifies, and is due for replacement', async () => {
    const weak = hashSync('seven wooden elephants', { memoryCost: 4_096, timeCost: 1 });
    expect(await hashes.verify(weak, 'seven wooden elephants')).toBe(true);
    expect(hashes.needsRehash(weak)).toBe(true);
    expect(hashes.needsRehash(await hashes.hash('seven wooden elephants'))).toBe(false);
  });
});
