import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { DrizzleQueryError } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { createLog } from '../log/index.ts';
import { createErrorReporter } from './error-reporter.ts';
import { type Receiver, startReceiver } from './testing/receiver.ts';

const log = createLog({ service: 'test', level: 'silent' });
const request = { requestId: 'request-1', route: 'GET /api/teams/:id' };

function dsnOf(receiver: Receiver): string {
  return `${receiver.url.replace('http://', 'http://publickey@')}/42`;
}

describe('with a DSN', () => {
  test('a defect is reported with its stack, the request id and the route', async () => {
    await using sentry = await startReceiver();
    const reporter = await createErrorReporter({ dsn: dsnOf(sentry), release: '1.2.3', log });
    reporter.report(new TypeError('row is undefined'), request);

    const { path, body } = await sentry.next();
    expect(path).toMatch(/^\/api\/42\/envelope\/.*sentry_key=publickey/);
    const event = eventIn(body);
    expect(event).toMatchObject({
      release: '1.2.3',
      platform: 'node',
      tags: { request_id: 'request-1', route: request.route },
    });
    expect(event.exception.values).toMatchObject([{ type: 'TypeError', value: 'row is undefined' }]);
    const frames: { filename: string }[] = event.exception.values[0].stacktrace.frames;
    expect(frames.at(-1)?.filename).toContain('error-reporter.test.ts');
    await reporter.close();
  });

  test('the causes go with it; parameters of a statement, addresses and tokens do not', async () => {
    await using sentry = await startReceiver();
    const reporter = await createErrorReporter({ dsn: dsnOf(sentry), release: '1.2.3', log });
    const token = 'kQ3vX9'.repeat(8);
    const cause = new Error(`Key (email)=(ada@example.com) with ${token} is not right`);
    reporter.report(
      new DrizzleQueryError(
        'select * from users where email = $1',
        ['ada@example.com', 'Ada Lovelace', token],
        cause,
      ),
      request,
    );

    const { body } = await sentry.next();
    expect(body).toContain('Failed query: select * from users where email = $1');
    expect(body).toContain('Key (email)=([e-mail]) with [value] is not right');
    expect(body).not.toContain('ada@example.com');
    expect(body).not.toContain('Lovelace');
    expect(body).not.toContain(token);
    const event = eventIn(body);
    expect(event).not.toHaveProperty('user');
    expect(event).not.toHaveProperty('request');
    expect(event).not.toHaveProperty('server_name');
    await reporter.close();
  });

  test('a Sentry that is away is logged and harms nobody', async () => {
    const sentry = await startReceiver();
    await sentry[Symbol.asyncDispose]();
    const destination = new PassThrough();
    const reporter = await createErrorReporter({
      dsn: dsnOf(sentry),
      release: '1.2.3',
      log: createLog({ service: 'test', level: 'warn', destination }),
    });
    reporter.report(new Error('lost'), request);
    await reporter.close();
    expect(await text(destination.end())).toContain('could not be delivered');
  });
});

test('an address that is no Sentry project stops the start instead of losing reports', async () => {
  await expect(createErrorReporter({ dsn: 'https://example.com/', release: '1.2.3', log })).rejects.toThrow(
    'SENTRY_DSN',
  );
});

test('without a DSN reporting does nothing', async () => {
  const reporter = await createErrorReporter({ dsn: undefined, release: '1.2.3', log });
  expect(reporter.report(new Error('kept'), request)).toBeUndefined();
  await reporter.close();
});

/** An envelope is lines of JSON: its header, then a header and a payload for each item. */
function eventIn(envelope: string) {
  const [, header = '', payload = ''] = envelope.split('\n');
  expect(JSON.parse(header).type).toBe('event');
  return JSON.parse(payload);
}
