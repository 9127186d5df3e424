import { expect, test } from 'vitest';
import { loadSettings } from '../settings.ts';
import type { WorkspaceService } from '../workspace.ts';
import { planServices } from './service-processes.ts';

const services: WorkspaceService[] = [
  { name: 'saas-api', framework: 'fastify', portOffset: 0, modules: ['auth'] },
  { name: 'saas-nest', framework: 'nest', portOffset: 2, modules: ['auth'] },
];

test('without a public address, all services name one issuer, so that a token of one is good in all', () => {
  expect(plansWith({}).map(({ env }) => env.AUTH_ISSUER)).toEqual([
    'http://127.0.0.1:8000',
    'http://127.0.0.1:8000',
  ]);
  expect(plansWith({ AUTH_ISSUER: 'https://id.example.com' })[1]?.env.AUTH_ISSUER).toBe(
    'https://id.example.com',
  );
  expect(plansWith({ PUBLIC_URL: 'https://api.example.com' })[1]?.env.AUTH_ISSUER).toBeUndefined();
});

test('without a public address, mailed links lead to the pages of the first service, whoever sends them', () => {
  expect(plansWith({})[1]?.env.APP_URL).toBe('http://127.0.0.1:8000');
});

test('the first service is that of quartet.json, whatever its port', () => {
  const [, nest] = services;
  const [plan] = plansWith({}, nest ? [nest] : []);
  expect([plan?.env.AUTH_ISSUER, plan?.env.APP_URL]).toEqual([
    'http://127.0.0.1:8002',
    'http://127.0.0.1:8002',
  ]);
});

test('a service in Nest runs what was compiled', () => {
  expect(plansWith({}).map(({ entry }) => entry)).toEqual([
    '/quartet/services/saas-api/src/main.ts',
    '/quartet/services/saas-nest/dist/main.js',
  ]);
});

function plansWith(env: Record<string, string>, planned = services) {
  const settings = loadSettings({
    ...env,
    QUARTET_DATA_DIR: '/nowhere',
    DATABASE_URL: 'postgres://db/quartet',
  });
  return planServices(planned, { root: '/quartet', env, settings, databaseUrl: 'postgres://db/quartet' });
}
