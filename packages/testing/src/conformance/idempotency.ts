import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { codeOf, newEmail, PASSWORD } from '../service/index.ts';
import { expectProblem } from './expect-problem.ts';
import { teamPage } from './shapes.ts';
import type { Scenarios } from './target.ts';

export const idempotency: Scenarios = (target) => {
  const keyed = () => ({ 'idempotency-key': randomUUID() });

  describe('A request with an Idempotency-Key', () => {
    it('is answered again as the first time, cookie and all', async () => {
      const request = { body: { email: newEmail(), password: PASSWORD }, headers: keyed() };
      const first = await target().call('POST', '/api/auth/register', request);
      const again = await target().call('POST', '/api/auth/register', request);
      expect([first.status, again.status]).toEqual([201, 201]);
      expect(again.text).toBe(first.text);
      expect(again.cookies).toEqual(first.cookies);
      expect(again.headers['content-type']).toBe(first.headers['content-type']);
      expect([first.headers['idempotent-replayed'], again.headers['idempotent-replayed']]).toEqual([
        undefined,
        'true',
      ]);
    });

    it('is refused with another body', async () => {
      const person = await target().register();
      const headers = keyed();
      await person.call('POST', '/api/teams', { body: { name: 'One' }, headers });
      const other = await person.call('POST', '/api/teams', { body: { name: 'Two' }, headers });
      expectProblem(other, 409, 'idempotency_key_reused');
    });

    it('is done once, however many arrive at the same time', async () => {
      const person = await target().register();
      const request = { body: { name: 'Crew' }, headers: keyed() };
      const create = () => person.call('POST', '/api/teams', request);
      const answers = await Promise.all(Array.from({ length: 20 }, create));
      const refused = answers.filter(({ status }) => status !== 201);
      expect(new Set(refused.map(codeOf))).toEqual(
        new Set(refused.length > 0 ? ['idempotency_in_progress'] : []),
      );
      const { items } = teamPage.parse((await person.call('GET', '/api/teams')).body);
      expect(items).toHaveLength(1);
      expect((await create()).body).toMatchObject({ team: { id: items[0]?.id } });
    });

    it('shares no key with another caller', async () => {
      const [ada, bob] = await Promise.all([target().register(), target().register()]);
      const request = { body: { name: 'Crew' }, headers: keyed() };
      const [hers, his] = await Promise.all([
        ada.call('POST', '/api/teams', request),
        bob.call('POST', '/api/teams', request),
      ]);
      expect([hers.status, his.status]).toEqual([201, 201]);
      expect(hers.text).not.toBe(his.text);
    });

    it('has its key free again after a refusal', async () => {
      const person = await target().register();
      const headers = keyed();
      const refused = await person.call('POST', '/api/teams', { body: { name: '' }, headers });
      expectProblem(refused, 422, 'invalid_request');
      const done = await person.call('POST', '/api/teams', { body: { name: 'Crew' }, headers });
      expect(done.status).toBe(201);
    });

    it.each(['', 'x'.repeat(256), 'a b', 'é'])('is refused when the key is %j', async (key) => {
      const person = await target().register();
      const headers = { 'idempotency-key': key };
      const answer = await person.call('POST', '/api/teams', { body: { name: 'Crew' }, headers });
      expect(expectProblem(answer, 422, 'invalid_request')).toEqual(['headers.idempotency-key']);
    });
  });
};
