import { ConfigError, loadConfig, platformConfig } from '@quartet/platform/config';
import { describe, expect, test } from 'vitest';
import { oauthConfig, oauthRules, providersOf } from './config.ts';

const corp = {
  name: 'corp',
  issuer: 'https://id.corp.example',
  client_id: 'quartet',
  client_secret: 'keep-this-to-yourself',
};

test('nothing is offered unless it is configured', () => {
  expect(providerNames({})).toEqual([]);
});

test('Google, GitHub and any number of OpenID providers are offered side by side', () => {
  const env = {
    GOOGLE_CLIENT_ID: 'g',
    GOOGLE_CLIENT_SECRET: 'gs',
    GITHUB_CLIENT_ID: 'h',
    GITHUB_CLIENT_SECRET: 'hs',
    OIDC_PROVIDERS: JSON.stringify([
      corp,
      { ...corp, name: 'partner', issuer: 'https://id.partner.example' },
    ]),
  };
  expect(providerNames(env)).toEqual(['corp', 'partner', 'google', 'github']);
});

describe('a configuration is refused', () => {
  test('with half of a pair, and every such half is named', () => {
    expect(problemsOf({ GOOGLE_CLIENT_ID: 'g', GITHUB_CLIENT_SECRET: 's' })).toEqual([
      'GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET belong together; GOOGLE_CLIENT_SECRET is missing.',
      'GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET belong together; GITHUB_CLIENT_ID is missing.',
    ]);
  });

  test.each([
    ['not JSON', '[{"name":', 'is not JSON'],
    ['no list', corp, 'the list: '],
    ['an unfinished entry', [{ ...corp, client_secret: undefined }], '0.client_secret: '],
    ['a setting that does not exist', [{ ...corp, scopes: 'all' }], '0: '],
    ['a name that cannot stand in a path', [{ ...corp, name: 'a/b' }], '0.name: '],
    ['the name of a built-in provider', [{ ...corp, name: 'google' }], '0.name: '],
    ['an issuer that is no address', [{ ...corp, issuer: 'id.corp.example' }], '0.issuer: '],
  ])('with %s for providers', (_what, value, problem) => {
    const problems = problemsOf({
      OIDC_PROVIDERS: typeof value === 'string' ? value : JSON.stringify(value),
    });
    expect(problems).toEqual([expect.stringContaining(`OIDC_PROVIDERS is not valid: ${problem}`)]);
    expect(problems.join()).not.toContain(corp.client_secret);
  });

  test('with one name for two providers', () => {
    expect(problemsOf({ OIDC_PROVIDERS: JSON.stringify([corp, corp]) })).toEqual([
      'OIDC_PROVIDERS names corp twice.',
    ]);
  });
});

test.each([
  ['http://id.corp.example', 'development', false],
  ['http://127.0.0.1.corp.example', 'development', false],
  ['http://127.0.0.1:4000', 'development', true],
  ['http://localhost:4000', 'test', true],
  ['http://[::1]:4000', 'development', true],
  ['http://127.0.0.1:4000', 'production', false],
  ['https://id.corp.example', 'production', true],
])('an issuer at %s in %s: allowed is %s', (issuer, environment, allowed) => {
  const env = { OIDC_PROVIDERS: JSON.stringify([{ ...corp, issuer }]), NODE_ENV: environment };
  expect(problemsOf(env)).toHaveLength(allowed ? 0 : 1);
});

function problemsOf(env: Record<string, string>): string[] {
  try {
    load(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

function providerNames(env: Record<string, string>): string[] {
  return providersOf(load(env)).map(({ name }) => name);
}

function load(env: Record<string, string>) {
  const declaration = { ...oauthConfig, environment: platformConfig.environment };
  return loadConfig(declaration, { env }, oauthRules);
}
