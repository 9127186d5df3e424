import { expect, test } from 'vitest';
import { servicesAffectedBy } from './restart-on-change.ts';

const services = ['saas-api', 'saas-admin'];

test("a change in a service's own folder restarts that service alone", () => {
  expect(servicesAffectedBy(['services/saas-admin/src/app.ts'], services)).toEqual(new Set(['saas-admin']));
});

test('a change in what services share restarts all of them', () => {
  const paths = ['services/saas-admin/src/app.ts', 'modules/auth/src/login.ts'];

  expect(servicesAffectedBy(paths, services)).toEqual(new Set(services));
});
