import { renderLetter, writeLetter } from '@quartet/mail';
import { describe, expect, it } from 'vitest';
import { teamMails } from './index.ts';

const context = { appUrl: 'https://app.example.com', productName: 'Quartet' };
const invitation = {
  token: 'tok',
  team_name: 'Operations',
  inviter_name: 'Ann',
  role: 'member',
  expires_at: '2026-12-01T10:00:00.000Z',
};

describe('the mail of an invitation', () => {
  it('says who invites to which team, until when, and links to the page that accepts it', () => {
    const { subject, text } = render({});
    expect(subject).toBe('Join the team Operations on Quartet');
    expect(text).toContain('Ann invites you to the team Operations on Quartet, as member.');
    expect(text).toContain('until 2026-12-01');
    expect(text).toContain('https://app.example.com/invitations/accept?token=tok');
  });

  it('makes no link of the names that people chose', () => {
    const { text } = render({ team_name: 'https://evil.example/a', inviter_name: 'www.evil.example/b' });
    expect(text).not.toContain('evil.example');
  });
});

function render(changed: Partial<typeof invitation>) {
  const letter = writeLetter(teamMails.team_invitation, { ...invitation, ...changed }, context);
  return renderLetter(letter, context);
}
