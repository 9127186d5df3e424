import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig, platformConfig } from '../config/index.ts';
import { mailConfig, mailRule } from './index.ts';

const declaration = { environment: platformConfig.environment, ...mailConfig };
const problemsOf = (env: Record<string, string>): string[] => {
  try {
    loadConfig(declaration, { env }, [mailRule]);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

describe('mail settings', () => {
  it('may all be left out in development', () => {
    expect(problemsOf({ NODE_ENV: 'development' })).toEqual([]);
  });

  it('are required in production, each named', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([
      expect.stringContaining('SMTP_URL'),
      expect.stringContaining('MAIL_FROM'),
    ]);
  });

  it('are enough for production when server and sender are given', () => {
    const env = {
      NODE_ENV: 'production',
      SMTP_URL: 'smtps://smtp.example.com',
      MAIL_FROM: 'Shop <shop@example.com>',
    };
    expect(problemsOf(env)).toEqual([]);
  });

  it('take no second header in the sender, and no password into a message', () => {
    const problems = problemsOf({
      MAIL_FROM: 'a@example.com\r\nBcc: b@example.com',
      SMTP_URL: 'http://user:hunter2@host',
    });
    expect(problems.map((problem) => problem.slice(0, 9))).toEqual(['SMTP_URL ', 'MAIL_FROM']);
    expect(problems.join()).not.toContain('hunter2');
  });
});
