import { DrizzleQueryError } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { createLog } from './log.ts';

function loggedBy(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(
    createLog({ service: 'test', level: 'info', destination: { write: (line) => void lines.push(line) } }),
  );
  return lines.join('');
}

it('a failed statement is logged without the values that it was about', () => {
  const driverError = Object.assign(new Error('duplicate key value'), {
    code: '23505',
    constraint: 'users_email_key',
    detail: 'Key (email)=(ada@example.com) already exists.',
  });
  const error = new DrizzleQueryError(
    'insert into users values ($1, $2)',
    ['ada@example.com', '$argon2id$v=19$abc'],
    driverError,
  );

  const logged = loggedBy((log) => log.error({ err: new Error('wrapped', { cause: error }) }, 'It failed.'));

  expect(logged).toContain('insert into users values ($1, $2)');
  expect(logged).toContain('users_email_key');
  expect(logged).toContain('log.test.ts');
  expect(logged).not.toContain('ada@example.com');
  expect(logged).not.toContain('argon2id');
});

it('an error that is its own cause is logged, once and for all', () => {
  const error = new Error('round');
  error.cause = error;
  expect(loggedBy((log) => log.error({ err: error }))).toContain('round');
});

it('secrets are redacted wherever they stand', () => {
  const logged = loggedBy((log) =>
    log.info({
      password: 'hunter2',
      headers: { authorization: 'Bearer abc' },
      a: { b: { refresh_token: 'xyz' } },
    }),
  );
  expect(logged).not.toMatch(/hunter2|Bearer abc|xyz/);
});
