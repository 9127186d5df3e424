import { emailTakenNotice } from './email-taken-notice.ts';
import { type Letter, type LetterContext, letterHtml, letterText } from './letter.ts';
import { passwordChanged } from './password-changed.ts';
import { resetPassword } from './reset-password.ts';
import { type InvitationValues, teamInvitation } from './team-invitation.ts';
import { verifyEmail } from './verify-email.ts';

/** What fills each template. */
export interface MailValues {
  verify_email: { token: string };
  reset_password: { token: string };
  password_changed: Record<string, never>;
  /** To the owner of an address that someone tried to register again. */
  email_taken_notice: Record<string, never>;
  team_invitation: InvitationValues;
}

export type TemplateName = keyof MailValues;

/** A template by name together with its own values. */
export type FilledTemplate = {
  [Name in TemplateName]: { template: Name; values: MailValues[Name] };
}[TemplateName];

const templates: { [Name in TemplateName]: (values: MailValues[Name], context: LetterContext) => Letter } = {
  verify_email: verifyEmail,
  reset_password: resetPassword,
  password_changed: passwordChanged,
  email_taken_notice: emailTakenNotice,
  team_invitation: teamInvitation,
};

/** The mail as text and as HTML, with the same words. */
export function renderMail<Name extends TemplateName>(
  mail: { template: Name; values: MailValues[Name] },
  context: LetterContext,
): { subject: string; text: string; html: string } {
  const letter = templates[mail.template](mail.values, context);
  return {
    subject: letter.subject,
    text: letterText(letter, context),
    html: letterHtml(letter, context).toString(),
  };
}
