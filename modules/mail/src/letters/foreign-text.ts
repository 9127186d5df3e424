const LENGTH = 80;

/**
 * Text that someone else chose, such as a team's name, for a mail that goes out in our name: one line, not
 * long, and with nothing in it that a mail program would turn into a link. Otherwise a "name" could carry an
 * advertisement or a phishing address to anybody.
 */
export function foreignText(text: string): string {
  const line = text.replace(/[\p{C}\p{Z}\s]+/gu, ' ').trim();
  const short = [...line].slice(0, LENGTH).join('');
  return short.replace(/[.:/@](?=\S)/g, '$& ');
}
