import { defineMail, foreignText, linkWithToken } from '@quartet/mail';
import { z } from 'zod';

/** The pages of the product that the links lead to, below `APP_URL`. */
export const teamPages = { acceptInvitation: '/invitations/accept' } as const;

const invitation = z.strictObject({
  token: z.string(),
  team_name: z.string(),
  /** The name, or else the address, of whoever invites. */
  inviter_name: z.string(),
  /** What the invited person becomes in the team. */
  role: z.string(),
  expires_at: z.iso.datetime(),
});

/** What teams mail to people, from an outbox of its own. */
export const teamMails = {
  team_invitation: defineMail(invitation, (values, { appUrl, productName }) => {
    const team = foreignText(values.team_name);
    const inviter = foreignText(values.inviter_name);
    return {
      subject: `Join the team ${team} on ${productName}`,
      paragraphs: [`${inviter} invites you to the team ${team} on ${productName}, as ${values.role}.`],
      action: {
        label: 'See the invitation',
        url: linkWithToken(appUrl, teamPages.acceptInvitation, values.token),
      },
      note:
        `The link works once, until ${values.expires_at.slice(0, 10)}. ` +
        'If you do not know the team, you can ignore this mail.',
    };
  }),
};
