import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineMail, foreignText, linkWithToken, renderLetter, writeLetter } from '../index.ts';

const context = { appUrl: 'https://app.example.com/shop/', productName: 'Quartet' };
const welcome = defineMail(z.strictObject({ team: z.string() }), ({ team }, { appUrl, productName }) => ({
  subject: `Welcome to ${foreignText(team)} on ${productName}`,
  paragraphs: [`${foreignText(team)} is yours.`],
  action: { label: 'See it', url: linkWithToken(appUrl, '/welcome', 'tok&n') },
  note: 'You can ignore this mail.',
}));

function render(team: string) {
  return renderLetter(writeLetter(welcome, { team }, context), context);
}

describe('a letter', () => {
  it('says the same in text and in HTML and loads nothing', () => {
    const { subject, text, html } = render('Operations');
    expect(subject).toBe('Welcome to Operations on Quartet');
    expect(text).toContain('Operations is yours.');
    expect(html).toContain(`<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${subject}</h1>`);
    expect(html).toContain('Operations is yours.');
    expect(html).not.toMatch(/<(img|script|link|iframe)|src=|@import/);
  });

  it('links to a page below the configured address, by the same link in both', () => {
    const { text, html } = render('Operations');
    const link = 'https://app.example.com/shop/welcome?token=tok%26n';
    expect(text).toContain(link);
    expect(html).toContain(`href="${link}"`);
  });

  it('is not written out of values of another shape', () => {
    expect(() => writeLetter(welcome, { crew: 'Operations' }, context)).toThrow(z.ZodError);
  });
});

describe('names that people chose', () => {
  it('show as text, whatever markup they hold', () => {
    const { text, html } = render('<b onclick="x">Ops');
    expect(text).toContain('<b onclick="x">Ops');
    expect(html).toContain('&lt;b onclick=&quot;x&quot;&gt;Ops');
    expect(html).not.toContain('<b ');
  });

  it('add no line to the subject', () => {
    expect(render('Ops\r\nBcc: eve@example.com\u2028\u0000').subject).toBe(
      'Welcome to Ops Bcc: eve@ example. com on Quartet',
    );
  });

  it('become no links and stay short', () => {
    const { text } = render(`Win at https://evil.example/now ${'x'.repeat(200)}`);
    expect(text).not.toContain('evil.example');
    expect(text.match(/x+/g)?.every((run) => run.length < 80)).toBe(true);
  });
});
