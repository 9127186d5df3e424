import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { declareConfig } from './declare-config.ts';
import { developmentSecrets } from './development-secrets.ts';
import { hostForPeople } from './host-for-people.ts';
import { ConfigError, loadConfig } from './load-config.ts';
import { platformConfig } from './platform-config.ts';

const declaration = declareConfig({
  port: { env: 'PORT', schema: z.coerce.number().int().default(8000), description: 'Port' },
  key: {
    env: 'KEY',
    secret: true,
    required: true,
    schema: z.string().min(8),
    generate: () => crypto.randomUUID(),
    description: 'Key',
  },
  extra: { env: 'EXTRA', secret: true, required: false, schema: z.string(), description: 'Extra' },
});

const problemsOf = (load: () => unknown): string[] => {
  try {
    load();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

describe('loadConfig', () => {
  it('lists all problems at once, by variable, and never a value', () => {
    const problems = problemsOf(() => loadConfig(declaration, { env: { PORT: 'eighty', EXTRA: 'x' } }));
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain('PORT');
    expect(problems[1]).toBe('KEY is missing: Key');
    expect(problems.join()).not.toContain('eighty');
  });

  it('does not tell a secret that is not valid', () => {
    const problems = problemsOf(() => loadConfig(declaration, { env: { KEY: 'hunter2' } }));
    expect(problems.join()).toContain('KEY');
    expect(problems.join()).not.toContain('hunter2');
  });

  it('takes an empty variable for a missing one', () => {
    expect(loadConfig(declaration, { env: { PORT: ' ', KEY: 'long enough' } }).port).toBe(8000);
    expect(problemsOf(() => loadConfig(declaration, { env: { KEY: '' } }))).toEqual(['KEY is missing: Key']);
  });

  it('hides secrets from logs, JSON and text', () => {
    const { key } = loadConfig(declaration, { env: { KEY: 'correct horse' } });
    expect([inspect({ key }), JSON.stringify({ key }), `${key}`].join()).not.toContain('correct');
    expect(key.reveal()).toBe('correct horse');
  });

  it('checks its rules also when a setting is missing, so that all problems come at once', () => {
    const rule = ({ key }: { key: unknown }) => (key === undefined ? 'KEY decides' : undefined);
    expect(problemsOf(() => loadConfig(declaration, { env: { PORT: 'x' } }, [rule]))).toEqual([
      expect.stringContaining('PORT'),
      'KEY is missing: Key',
      'KEY decides',
    ]);
  });

  it('checks rules over several settings', () => {
    const rule = (config: { port: number }) => (config.port === 1 ? 'PORT 1 is taken' : undefined);
    expect(
      problemsOf(() => loadConfig(declaration, { env: { KEY: 'long enough', PORT: '1' } }, [rule])),
    ).toEqual(['PORT 1 is taken']);
  });

  it('gives no secret of the platform a default', () => {
    const problems = problemsOf(() => loadConfig(platformConfig, { env: {} }));
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['DATABASE_URL', 'DATA_ENCRYPTION_KEY']);
  });
});

it('an address that is listened on becomes one that a link can hold', () => {
  const hosts = ['127.0.0.1', '::1', '::', '0.0.0.0', 'api.internal'].map(hostForPeople);
  expect(hosts).toEqual(['127.0.0.1', '[::1]', 'localhost', 'localhost', 'api.internal']);
  expect(hosts.every((host) => URL.canParse(`http://${host}:8000`))).toBe(true);
});

describe('developmentSecrets', () => {
  const newFolder = () => mkdtempSync(join(tmpdir(), 'quartet-secrets-'));

  it('makes a secret once and keeps it, readable by its owner alone', () => {
    const folder = newFolder();
    const first = developmentSecrets(declaration, folder);
    expect(first.KEY).toMatch(/^[0-9a-f-]{36}$/);
    expect(developmentSecrets(declaration, folder)).toEqual(first);
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('adds a secret that a new version needs and keeps the others', () => {
    const folder = newFolder();
    const first = developmentSecrets(declaration, folder);
    const more = { ...declaration, other: { ...declaration.key, env: 'OTHER' } };
    expect(developmentSecrets(more, folder)).toMatchObject({ KEY: first.KEY, OTHER: expect.any(String) });
  });
});
