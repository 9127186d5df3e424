import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emailSchema } from './email.ts';
import { type AuthFixture, origin, PASSWORD, startAuth } from './testing/auth-fixture.ts';
import { refusalOf, refusalsOf } from './testing/refusal.ts';

let fixture: AuthFixture;
beforeAll(async () => {
  fixture = await startAuth();
});
afterAll(() => fixture.close());

describe('register', () => {
  it('creates a person who is signed in and whose address is not verified yet', async () => {
    const { answer, cookie } = await fixture.register('ada@example.com');
    expect(answer).toEqual({
      user: {
        id: expect.stringMatching(/^user_/),
        email: 'ada@example.com',
        full_name: null,
        email_verified: false,
        status: 'active',
        created_at: '2026-03-01T12:00:00.000Z',
      },
      access_token: expect.stringMatching(/^ey/),
      token_type: 'bearer',
      expires_in: 600,
      refresh_token: expect.stringMatching(/^[\w-]{43}$/),
      session_id: expect.stringMatching(/^session_/),
    });
    expect(cookie).toEqual({
      token: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: new Date('2026-03-31T12:00:00Z'),
    });
    expect(await fixture.outbox.mailsTo('ada@example.com')).toEqual(['verify_email']);
  });

  it('50 parallel registrations of one address in many forms make one person', async () => {
    const forms = [
      'Grace@example.com',
      ' grace@example.com ',
      'GRACE@EXAMPLE.COM',
      'ｇｒａｃｅ＠example.com',
      'grace@ＥＸＡＭＰＬＥ.com',
    ];
    await fixture.connectAll();
    const attempts = Array.from({ length: 50 }, (_, index) => {
      const email = emailSchema.parse(forms[index % forms.length]);
      return fixture.auth.register({ email, password: PASSWORD, origin });
    });
    const outcomes = await refusalsOf(attempts);
    expect(outcomes.filter((outcome) => outcome === 'none')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['none', 'email_taken']));
    const { rows } = await fixture.db.orm.execute(sql`select email from users where email like 'grace%'`);
    expect(rows).toEqual([{ email: 'grace@example.com' }]);
    expect(await fixture.outbox.mailsTo('grace@example.com')).toEqual(['verify_email']);
  });

  it.each(['Password123', 'barbara.liskov', 'Barbara.Liskov@example.com'])(
    'a password as easy to guess as %s is refused by name of its field',
    async (password) => {
      const attempt = fixture.auth.register({ email: 'barbara.liskov@example.com', password, origin });
      await expect(attempt).rejects.toMatchObject({
        errors: [{ path: 'body.password', message: expect.any(String) }],
      });
      expect(await refusalOf(attempt)).toBe('weak_password');
    },
  );

  it('is audited as done by the new person', async () => {
    const { answer } = await fixture.register();
    const { rows } = await fixture.db.orm.execute(
      sql`select action, actor_id, request_id from audit_log where target_id = ${answer.user.id}`,
    );
    expect(rows).toEqual([{ action: 'auth.registered', actor_id: answer.user.id, request_id: 'request-1' }]);
  });
});
