import { describe, expect, it } from 'vitest';
import { lineOfText } from './text.ts';

const name = lineOfText({ min: 1, max: 5 });

describe('a line of text', () => {
  it('is trimmed before it is measured', () => {
    expect(name.parse('  Ada L  ')).toBe('Ada L');
    expect(name.safeParse('   ').success).toBe(false);
    expect(name.safeParse('Ada Lo').success).toBe(false);
  });

  it.each(['a\nb', 'a\u0000', 'a\u007f', 'a\ud800'])('does not hold %j', (text) => {
    expect(name.safeParse(text).success).toBe(false);
  });
});
