import { expect, it } from 'vitest';
import { oneLine } from './one-line.ts';

it('what a service answers stands in one line and commands no terminal', () => {
  expect(oneLine('expected\n  201,\tgot "\u001b[2J\u001b]0;owned\u0007\u009b31m500\u0000"')).toBe(
    'expected 201, got "500"',
  );
});

it('a long reason is cut, and never within a letter', () => {
  expect(oneLine(`${'x'.repeat(499)}😀 and more`)).toBe(`${'x'.repeat(499)}\ufffd…`);
});
