import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { stripeProvider } from './stripe.ts';

const SECRET = 'whsec_the_current_secret';
const OLD_SECRET = 'whsec_the_old_secret';
const NOW = new Date('2026-03-01T12:00:00Z');
const now = NOW.getTime() / 1000;
const PAYLOAD = '{ "id": "evt_1",\r\n\t"type": "a.b", "data": {"name": "Zoë 🎈\u2028"} }\n';

const stripe = new Stripe('sk_test_unused');
const provider = stripeProvider({ secrets: [SECRET, OLD_SECRET] });

/** What the official SDK signs. */
function signed(
  options: { payload?: string; secret?: string; timestamp?: number; scheme?: string } = {},
): string {
  const { payload = PAYLOAD, secret = SECRET, timestamp = now, scheme } = options;
  return stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp, ...(scheme && { scheme }) });
}

function verdict(header: string | undefined, body: string | Buffer = PAYLOAD) {
  const headers = header === undefined ? {} : { 'stripe-signature': header };
  return provider.verify({ body: Buffer.from(body), headers, receivedAt: NOW });
}

describe("a signature of Stripe's SDK", () => {
  it('is valid over the raw bytes, white space and Unicode included', () => {
    expect(verdict(signed())).toBe('valid');
  });

  it('by the old secret is valid while both are configured, and by another one never', () => {
    expect(verdict(signed({ secret: OLD_SECRET }))).toBe('valid');
    expect(verdict(signed({ secret: 'whsec_of_somebody_else' }))).toBe('mismatch');
  });

  it('is found among several', () => {
    const [, right] = signed().split(',v1=');
    const wrong = 'f'.repeat(64);
    expect(verdict(`t=${now},v1=${wrong},v1=${right}`)).toBe('valid');
    expect(verdict(`t=${now},v1=${right},v1=${wrong},v0=${wrong}`)).toBe('valid');
    expect(verdict(`t=${now},v1=${wrong},v1=${wrong}`)).toBe('mismatch');
  });

  it.each([0, 299, 300, -300])('is valid %i seconds after it was made', (age) => {
    expect(verdict(signed({ timestamp: now - age }))).toBe('valid');
  });

  it.each([301, 86_400, -301, -86_400])('is stale %i seconds after it was made', (age) => {
    expect(verdict(signed({ timestamp: now - age }))).toBe('stale');
  });

  it('covers every byte of the body', () => {
    const body = Buffer.from(PAYLOAD);
    for (const position of [0, 2, 30, body.length - 1]) {
      const altered = Buffer.from(body);
      altered[position] = (altered[position] ?? 0) ^ 1;
      expect(verdict(signed(), altered)).toBe('mismatch');
    }
    expect(verdict(signed(), JSON.stringify(JSON.parse(PAYLOAD)))).toBe('mismatch');
    expect(verdict(signed(), `${PAYLOAD} `)).toBe('mismatch');
  });

  it('covers the timestamp', () => {
    const [, right] = signed({ timestamp: now - 1_000 }).split(',v1=');
    expect(verdict(`t=${now},v1=${right}`)).toBe('mismatch');
  });
});

describe('a header', () => {
  it('that is not there is missing', () => expect(verdict(undefined)).toBe('missing'));

  const [, right] = signed().split(',v1=');
  it.each([
    ['is empty', ''],
    ['has only another scheme', signed({ scheme: 'v0' })],
    ['has no timestamp', `v1=${right}`],
    ['has two timestamps', `t=1,t=${now},v1=${right}`],
    ['has a timestamp that is no number', `t=${now}x,v1=${right}`],
    ['has a timestamp that is not a time', `t=Infinity,v1=${right}`],
    ['is garbage', ',,=,t,v1'],
  ])('that %s is malformed', (_what, header) => expect(verdict(header)).toBe('malformed'));

  it.each([
    ['shorter', 'abc'],
    ['longer', `${right}00`],
    ['in capitals', right?.toUpperCase() ?? ''],
    ['empty', ''],
  ])('with a signature that is %s does not match', (_what, signature) => {
    expect(verdict(`t=${now},v1=${signature}`)).toBe('mismatch');
  });
});

it('without a secret nothing is valid', () => {
  const delivery = {
    body: Buffer.from(PAYLOAD),
    headers: { 'stripe-signature': signed({ secret: SECRET }) },
    receivedAt: NOW,
  };
  expect(stripeProvider({ secrets: [] }).verify(delivery)).toBe('mismatch');
});

describe('an event', () => {
  const delivery = { body: Buffer.alloc(0), headers: {}, receivedAt: NOW };

  it('is about its object, in its account and mode', () => {
    const event = {
      id: 'evt_1',
      type: 'invoice.paid',
      created: 1_700_000_000,
      livemode: true,
      account: 'acct_1',
      data: { object: { id: 'in_1', object: 'invoice' } },
    };
    expect(provider.identify(event, delivery)).toEqual({
      eventId: 'evt_1',
      type: 'invoice.paid',
      objectKey: 'invoice:in_1',
      account: 'acct_1',
      livemode: true,
      createdAt: new Date('2023-11-14T22:13:20Z'),
    });
  });

  it('about the entitlements of a customer, which have no id, is about the customer’s', () => {
    const object = { object: 'entitlements.active_entitlement_summary', customer: 'cus_1' };
    const event = { id: 'evt_1', type: 'entitlements.active_entitlement_summary.updated', data: { object } };
    expect(provider.identify(event, delivery)?.objectKey).toBe(
      'entitlements.active_entitlement_summary:cus_1',
    );
  });

  it.each([
    ['an object without an id', { data: { object: { object: 'invoice' } } }],
    ['no object', { data: {} }],
    ['no data', {}],
    ['data of another shape', { data: [1] }],
  ])('with %s stands for itself', (_what, rest) => {
    const identity = provider.identify({ id: 'evt_1', type: 'invoice.upcoming', ...rest }, delivery);
    expect(identity).toMatchObject({
      objectKey: 'event:evt_1',
      account: '',
      livemode: false,
      createdAt: NOW,
    });
  });
});
