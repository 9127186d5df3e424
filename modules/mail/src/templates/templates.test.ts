import { describe, expect, it } from 'vitest';
import { type FilledTemplate, renderMail } from './index.ts';

const context = { appUrl: 'https://app.example.com/shop/', productName: 'Quartet' };
const filled: FilledTemplate[] = [
  { template: 'verify_email', values: { token: 'tok' } },
  { template: 'reset_password', values: { token: 'tok' } },
  { template: 'password_changed', values: {} },
  { template: 'email_taken_notice', values: {} },
  { template: 'team_invitation', values: invitation({}) },
];

describe('every template', () => {
  it.each(filled)('$template says the same in text and in HTML and loads nothing', (mail) => {
    const { subject, text, html } = renderMail(mail, context);
    expect(subject).toMatch(/Quartet/);
    expect(html).toContain(`<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${subject}</h1>`);
    expect(html).not.toMatch(/<(img|script|link|iframe)|src=|@import/);
    for (const link of text.match(/https?:\S+/g) ?? []) expect(html).toContain(`href="${link}"`);
  });

  it('links to pages below the configured address alone', () => {
    const links = filled.flatMap((mail) => renderMail(mail, context).text.match(/https?:\S+/g) ?? []);
    expect(links).toEqual([
      'https://app.example.com/shop/verify-email?token=tok',
      'https://app.example.com/shop/reset-password?token=tok',
      'https://app.example.com/shop/invitations/accept?token=tok',
    ]);
  });
});

describe('names that people chose', () => {
  it('show as text, whatever markup they hold', () => {
    const mail = renderMail(
      { template: 'team_invitation', values: invitation({ team_name: '<b onclick="x">Ops' }) },
      context,
    );
    expect(mail.text).toContain('<b onclick="x">Ops');
    expect(mail.html).toContain('&lt;b onclick=&quot;x&quot;&gt;Ops');
    expect(mail.html).not.toContain('<b ');
  });

  it('add no line to the subject', () => {
    const values = invitation({ team_name: 'Ops\r\nBcc: eve@example.com\u2028\u0000' });
    expect(renderMail({ template: 'team_invitation', values }, context).subject).toBe(
      'Join the team Ops Bcc: eve@ example. com on Quartet',
    );
  });

  it('become no links and stay short', () => {
    const values = invitation({ inviter_name: `Win at https://evil.example/now ${'x'.repeat(200)}` });
    const { text } = renderMail({ template: 'team_invitation', values }, context);
    expect(text).not.toContain('evil.example');
    expect(text.match(/x+/g)?.every((run) => run.length < 80)).toBe(true);
  });
});

function invitation(changed: { team_name?: string; inviter_name?: string }) {
  return {
    token: 'tok',
    team_name: 'Operations',
    inviter_name: 'Ann',
    role: 'member',
    expires_at: '2026-12-01T10:00:00.000Z',
    ...changed,
  };
}
