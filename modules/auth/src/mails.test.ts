import { renderLetter, writeLetter } from '@quartet/mail';
import { describe, expect, it } from 'vitest';
import { authMails } from './index.ts';

const context = { appUrl: 'https://app.example.com/shop', productName: 'Quartet' };

describe("auth's mails", () => {
  it.each([
    ['verify_email', { token: 'tok' }, ['https://app.example.com/shop/verify-email?token=tok']],
    ['reset_password', { token: 'tok' }, ['https://app.example.com/shop/reset-password?token=tok']],
    ['password_changed', {}, []],
  ] as const)('%s names the product and links to its own page alone', (name, values, links) => {
    const { subject, text } = renderLetter(writeLetter(authMails[name], values, context), context);
    expect(subject).toContain('Quartet');
    expect(text.match(/https?:\S+/g) ?? []).toEqual(links);
  });
});
