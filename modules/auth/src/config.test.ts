import { loadConfig } from '@quartet/platform/config';
import { describe, expect, it } from 'vitest';
import { authConfig, authSettings, requireHttpsInProduction } from './config.ts';

const config = loadConfig(authConfig, { env: {} });

describe('the settings of auth', () => {
  it('take issuer and cookie from the configured address', () => {
    expect(authSettings(config, 'https://api.example.com/')).toMatchObject({
      issuer: 'https://api.example.com',
      sessionCookie: { name: '__Host-session', attributes: { secure: true } },
    });
    expect(authSettings(config, 'http://127.0.0.1:8000')).toMatchObject({
      issuer: 'http://127.0.0.1:8000',
      sessionCookie: { name: 'session', attributes: { secure: false } },
    });
  });

  it('have the lifetimes that are promised', () => {
    expect(config).toMatchObject({
      accessTokenTtlSeconds: 600,
      refreshGraceSeconds: 30,
      sessionTtlSeconds: 30 * 86_400,
      sessionIdleSeconds: 7 * 86_400,
      emailVerificationTtlSeconds: 86_400,
      passwordResetTtlSeconds: 3_600,
    });
  });

  it('refuse production without https', () => {
    const problem = expect.stringContaining('PUBLIC_URL');
    expect(requireHttpsInProduction({ environment: 'production', publicUrl: 'http://example.com' })).toEqual(
      problem,
    );
    expect(requireHttpsInProduction({ environment: 'production', publicUrl: undefined })).toEqual(problem);
    expect(
      requireHttpsInProduction({ environment: 'production', publicUrl: 'https://example.com' }),
    ).toBeUndefined();
    expect(requireHttpsInProduction({ environment: 'development', publicUrl: undefined })).toBeUndefined();
  });
});
