import { describe, expect, it } from 'vitest';
import { expectAnswer, expectProblem } from './expect-problem.ts';
import { profileAnswer } from './shapes.ts';
import type { Scenarios } from './target.ts';

const PATH = '/api/users/profile';

export const profile: Scenarios = (target) => {
  describe('A profile', () => {
    it('has defaults until it is written', async () => {
      const person = await target().register();
      const answer = expectAnswer(await person.call('GET', PATH), 200, profileAnswer);
      expect(answer.profile).toEqual({
        user_id: person.id,
        display_name: null,
        timezone: 'UTC',
        biography: null,
        updated_at: null,
      });
    });

    it('reads as it was written, by bearer token and by cookie', async () => {
      const person = await target().register();
      const body = { display_name: ' Ada ', timezone: 'Asia/Kolkata', biography: 'Counts. 🧮' };
      const written = expectAnswer(await person.call('PUT', PATH, { body }), 200, profileAnswer);
      expect(written.profile).toMatchObject({ ...body, display_name: 'Ada' });
      const read = expectAnswer(await person.browse('GET', PATH), 200, profileAnswer);
      expect(read).toEqual(written);
    });

    it('is replaced whole: what is left out takes its default', async () => {
      const person = await target().register();
      await person.call('PUT', PATH, { body: { display_name: 'Ada', timezone: 'Asia/Kolkata' } });
      const { profile } = profileAnswer.parse((await person.call('PUT', PATH, { body: {} })).body);
      expect(profile).toMatchObject({ display_name: null, timezone: 'UTC' });
    });

    it('is the caller’s own', async () => {
      const [person, stranger] = await Promise.all([target().register(), target().register()]);
      await person.call('PUT', PATH, { body: { display_name: 'Ada' } });
      const { profile } = profileAnswer.parse((await stranger.call('GET', PATH)).body);
      expect(profile).toMatchObject({ user_id: stranger.id, display_name: null });
    });

    it.each<[string, object]>([
      ['body.timezone', { timezone: 'Mars/Olympus' }],
      ['body.timezone', { timezone: '+01:00' }],
      ['body.display_name', { display_name: 'x'.repeat(101) }],
      ['body.display_name', { display_name: 'a\nb' }],
      ['body.biography', { biography: 'x'.repeat(2_001) }],
      ['body', { user_id: 'user_01k00000000000000000000000' }],
    ])('is refused where %s is not right (%j)', async (path, body) => {
      const person = await target().register();
      expect(expectProblem(await person.call('PUT', PATH, { body }), 422, 'invalid_request')).toEqual([path]);
    });
  });
};
