import type { z } from 'zod';
import type { Letter, LetterContext } from './letter.ts';

/** A kind of mail: what has to be known to write one, and how it is written. */
export interface MailTemplate<Values = unknown> {
  /** Read anew when the mail is sent, perhaps by a later version than the one that enqueued it. */
  values: z.ZodType<Values>;
  write(values: Values, context: LetterContext): Letter;
}

/** A module's kinds of mail by name, such as `verify_email`. */
export type MailTemplates = Readonly<Record<string, MailTemplate>>;

/**
 * Declares one kind of mail.
 *
 * @example
 * const mails = {
 *   welcome: defineMail(z.strictObject({ name: z.string() }), ({ name }, { productName }) => ({ … })),
 * };
 */
export function defineMail<Values>(
  values: z.ZodType<Values>,
  write: (values: Values, context: LetterContext) => Letter,
): MailTemplate<Values> {
  return { values, write };
}

/** The mail of a template with its values, which are parsed first. */
export function writeLetter(template: MailTemplate, values: unknown, context: LetterContext): Letter {
  return template.write(template.values.parse(values), context);
}
