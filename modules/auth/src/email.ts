import { domainToASCII } from 'node:url';
import { z } from 'zod';

/** RFC 5321, section 4.5.3.1.3, less the angle brackets of a path. */
const MAX_LENGTH = 254;
/**
 * A dot-atom of at most 64 ASCII characters (RFC 5321, section 4.5.3.1.1) at a domain of at least two
 * labels (RFC 1035, section 2.3.4) whose last one begins with a letter, so that an IP address is none.
 */
const CANONICAL =
  /^(?=.{1,64}@)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
/** Letters, digits and marks of any script: `domainToASCII` alone would cut a path off and decode %2e. */
const DOMAIN = /^[\p{L}\p{N}\p{M}.-]+$/u;

/**
 * An e-mail address in its one canonical form, whatever its case, white space or Unicode form: trimmed,
 * NFKC, lower case, the domain in ASCII (IDNA).
 *
 * @example emailSchema.parse(' Ada@BÜCHER.example ') // 'ada@xn--bcher-kva.example'
 */
export const emailSchema = z
  .string()
  .max(MAX_LENGTH)
  .transform(canonicalEmail)
  .pipe(z.string().max(MAX_LENGTH).regex(CANONICAL, 'is not an e-mail address'))
  .meta({ format: 'email' });

function canonicalEmail(text: string): string {
  const address = text.normalize('NFKC').trim().toLowerCase();
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  return `${address.slice(0, at + 1)}${DOMAIN.test(domain) ? domainToASCII(domain) : ''}`;
}
