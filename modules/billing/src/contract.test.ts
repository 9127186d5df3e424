import {
  type Access,
  type ApiKeyCaller,
  authorize,
  type Route,
  requireScope,
} from '@quartet/platform/contract';
import { newId } from '@quartet/platform/ids';
import { expect, test } from 'vitest';
import { billingContract } from './contract.ts';
import { refusal } from './testing/start-billing.ts';

const { portal, replacePaymentMethod, listInvoices } = billingContract;
const keyThatReads: ApiKeyCaller = {
  kind: 'user',
  userId: newId('user'),
  email: 'ada@example.com',
  emailVerified: true,
  fullName: null,
  createdAt: new Date(),
  apiKeyId: newId('qk'),
  scopes: ['read'],
  credential: 'api_key',
};

test('a key that only reads opens no page on which cards are changed', async () => {
  await expect(admit(listInvoices)).resolves.toBeUndefined();
  await expect(admit(portal)).rejects.toMatchObject(refusal('insufficient_scope'));
  await expect(admit(replacePaymentMethod)).rejects.toMatchObject(refusal('insufficient_scope'));
});

async function admit(route: Pick<Route, 'method'> & { access: Access }): Promise<void> {
  const guards = { authenticate: () => Promise.resolve(keyThatReads) };
  const caller = await authorize(route.access, guards, { authorization: undefined, cookies: {} }, {});
  requireScope(route, caller);
}
