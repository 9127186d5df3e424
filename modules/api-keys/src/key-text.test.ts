import { newId } from '@quartet/platform/ids';
import { describe, expect, it } from 'vitest';
import { newKeyText, readKeyText } from './key-text.ts';

describe('the text of a key', () => {
  it('begins with its id, and what is kept of its secret is a hash', () => {
    const id = newId('qk');
    const { key, secretHash } = newKeyText(id);
    expect(key).toMatch(/^qk_[0-7][0-9a-hjkmnp-tv-z]{25}\.[\w-]{49}$/);
    expect(key.startsWith(`${id}.`)).toBe(true);
    expect(secretHash).toMatch(/^[0-9a-f]{64}$/);
    expect(readKeyText(key)).toEqual({ id, secretHash });
  });

  it('shows by its checksum that a character was changed, left out or added, wherever it was', () => {
    const { key } = newKeyText(newId('qk'));
    for (let at = 0; at < key.length; at++) {
      const other = key[at] === '2' ? '3' : '2';
      expect(readKeyText(`${key.slice(0, at)}${other}${key.slice(at + 1)}`)).toBeUndefined();
      expect(readKeyText(key.slice(0, at) + key.slice(at + 1))).toBeUndefined();
      expect(readKeyText(`${key.slice(0, at)}${other}${key.slice(at)}`)).toBeUndefined();
    }
    expect(readKeyText(`${key}\n`)).toBeUndefined();
  });
});
