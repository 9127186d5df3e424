import { foreignText } from './foreign-text.ts';
import type { Letter, LetterContext } from './letter.ts';
import { linkWithToken } from './link.ts';

export interface InvitationValues {
  token: string;
  team_name: string;
  /** The name, or else the address, of whoever invites. */
  inviter_name: string;
  /** What the invited person becomes in the team. */
  role: string;
  /** ISO 8601. */
  expires_at: string;
}

export function teamInvitation(values: InvitationValues, { appUrl, productName }: LetterContext): Letter {
  const team = foreignText(values.team_name);
  const inviter = foreignText(values.inviter_name);
  return {
    subject: `Join the team ${team} on ${productName}`,
    paragraphs: [`${inviter} invites you to the team ${team} on ${productName}, as ${values.role}.`],
    action: { label: 'See the invitation', url: linkWithToken(appUrl, '/invitations/accept', values.token) },
    note:
      `The link works once, until ${values.expires_at.slice(0, 10)}. ` +
      'If you do not know the team, you can ignore this mail.',
  };
}
