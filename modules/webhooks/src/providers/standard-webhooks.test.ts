import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { standardWebhooksProvider } from './standard-webhooks.ts';

// The vector of the specification's reference libraries.
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const TIMESTAMP = 1_614_265_330;
const PAYLOAD = '{"test": 2432232314}';
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

const provider = standardWebhooksProvider({ secrets: [SECRET] });

function verdict(changes: Record<string, string | undefined> = {}, { body = PAYLOAD, at = TIMESTAMP } = {}) {
  const headers = {
    'webhook-id': ID,
    'webhook-timestamp': String(TIMESTAMP),
    'webhook-signature': SIGNATURE,
    ...changes,
  };
  return provider.verify({ body: Buffer.from(body), headers, receivedAt: new Date(at * 1000) });
}

describe('the public test vector', () => {
  it('is valid', () => expect(verdict()).toBe('valid'));

  it('is valid among others, of other versions and keys', () => {
    const others =
      'v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=';
    expect(verdict({ 'webhook-signature': `${others} ${SIGNATURE}` })).toBe('valid');
    expect(verdict({ 'webhook-signature': others })).toBe('mismatch');
  });

  it.each([
    ['another id', { 'webhook-id': 'msg_other' }, 'mismatch'],
    ['another time', { 'webhook-timestamp': String(TIMESTAMP + 1) }, 'mismatch'],
    ['a signature that is cut', { 'webhook-signature': SIGNATURE.slice(0, -2) }, 'mismatch'],
    ['only the version', { 'webhook-signature': 'v1' }, 'malformed'],
    ['another version', { 'webhook-signature': SIGNATURE.replace('v1', 'v1a') }, 'malformed'],
    ['no id', { 'webhook-id': undefined }, 'malformed'],
    ['no time', { 'webhook-timestamp': undefined }, 'malformed'],
    ['a time that is no number', { 'webhook-timestamp': 'now' }, 'malformed'],
    ['no signature', { 'webhook-signature': undefined }, 'missing'],
  ])('with %s is %s', (_what, changes, expected) => expect(verdict(changes)).toBe(expected));

  it('is not that of another body', () => expect(verdict({}, { body: `${PAYLOAD} ` })).toBe('mismatch'));

  it.each([-301, 301])('is stale %i seconds away', (seconds) => {
    expect(verdict({}, { at: TIMESTAMP + seconds })).toBe('stale');
  });

  it('is valid while its secret is rolled', () => {
    const rolled = standardWebhooksProvider({ secrets: [Buffer.alloc(24, 7).toString('base64'), SECRET] });
    const headers = {
      'webhook-id': ID,
      'webhook-timestamp': String(TIMESTAMP),
      'webhook-signature': SIGNATURE,
    };
    const receivedAt = new Date(TIMESTAMP * 1000);
    expect(rolled.verify({ body: Buffer.from(PAYLOAD), headers, receivedAt })).toBe('valid');
  });
});

it('a secret without its prefix is the same key', () => {
  const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`a.${TIMESTAMP}.{}`).digest('base64');
  const bare = standardWebhooksProvider({ secrets: [SECRET.slice('whsec_'.length)] });
  const headers = {
    'webhook-id': 'a',
    'webhook-timestamp': String(TIMESTAMP),
    'webhook-signature': `v1,${signature}`,
  };
  expect(bare.verify({ body: Buffer.from('{}'), headers, receivedAt: new Date(TIMESTAMP * 1000) })).toBe(
    'valid',
  );
});

it('an event is known by its header, and is about the object in its data', () => {
  const delivery = { body: Buffer.alloc(0), headers: { 'webhook-id': ID }, receivedAt: new Date(0) };
  const event = { type: 'contact.created', timestamp: '2022-11-03T20:26:10.344522Z', data: { id: 'c_1' } };
  expect(provider.identify(event, delivery)).toEqual({
    eventId: ID,
    type: 'contact.created',
    objectKey: 'object:c_1',
    account: '',
    livemode: true,
    createdAt: new Date('2022-11-03T20:26:10.344Z'),
  });
  expect(provider.identify(event, { ...delivery, headers: {} })).toBeUndefined();
});
