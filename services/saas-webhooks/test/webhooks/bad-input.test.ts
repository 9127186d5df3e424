import { complaintAbout, hostileRequests } from '@quartet/testing/routes';
import { afterAll, describe, expect, it } from 'vitest';
import { byOperator, startWebhooks } from '../start-webhooks.ts';

// The routes are known once the service has been built, and each becomes a test.
// At the address of Stripe nobody listens.
const api = await startWebhooks({
  env: { STRIPE_SECRET_KEY: 'sk_test_of_nobody', STRIPE_API_URL: 'http://127.0.0.1:9' },
});
afterAll(() => api.stop());

describe.each(api.app.boundRoutes)('$method $path, fed with what no client of good will sends,', (route) => {
  it.each([
    ['nobody', {}],
    ['an operator', byOperator],
  ])('answers %s what its contract says', async (_who, headers) => {
    const complaints: string[] = [];
    for (const { fault, request } of hostileRequests(route)) {
      const { headers: own, ...raw } = request({ event_id: 'evt_1' });
      const complaint = await api.send({ ...raw, headers: { ...headers, ...own } }).then(
        (answer) => complaintAbout(route, answer),
        (error: Error) => `no answer: ${error.message}`,
      );
      if (complaint !== undefined) complaints.push(`${fault}: ${complaint}`);
    }
    expect(complaints).toEqual([]);
  });
});
