import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressIn, returnToSchema } from './return-to.ts';

test.each([
  'https://app.example.com',
  'https://app.example.com/',
  'https://example.com/app',
  'http://127.0.0.1:5173',
])('no way home that is let in leads out of %s', (appUrl) => {
  const pieces = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '@',
    ':',
    '?',
    '#',
    '%2f',
    '%5c',
    '\t',
    '\n',
    ' ',
    'evil.example',
    'https:',
  );
  const returnTo = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((parts) => `/${parts.join('')}`),
  );
  fc.assert(
    fc.property(returnTo, (text) => {
      const parsed = returnToSchema.safeParse(text);
      if (parsed.success) expect(new URL(addressIn(appUrl, parsed.data)).origin).toBe(new URL(appUrl).origin);
    }),
  );
});

test.each([
  ['https://app.example.com', '/', 'https://app.example.com/'],
  ['https://app.example.com/', '/teams?tab=1#top', 'https://app.example.com/teams?tab=1#top'],
  ['https://example.com/app', '/teams', 'https://example.com/app/teams'],
])('within %s, %s is %s', (appUrl, returnTo, address) => {
  expect(addressIn(appUrl, returnToSchema.parse(returnTo))).toBe(address);
});
