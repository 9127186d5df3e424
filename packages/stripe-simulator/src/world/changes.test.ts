import { expect, it } from 'vitest';
import { previousAttributes } from './changes.ts';

it('tells the earlier values of what changed: within hashes by key, of lists the whole', () => {
  const before = {
    status: 'trialing',
    metadata: { a: '1', b: '2' },
    items: { data: [1, 2], url: '/x' },
    gone: 1,
  };
  const after = { status: 'active', metadata: { a: '1', c: '3' }, items: { data: [1], url: '/x' } };
  expect(previousAttributes(before, after)).toEqual({
    status: 'trialing',
    metadata: { b: '2', c: null },
    items: { data: [1, 2] },
    gone: 1,
  });
});

it('is silent when nothing changed', () => {
  expect(previousAttributes({ a: { b: [1] } }, { a: { b: [1] } })).toBeUndefined();
});
