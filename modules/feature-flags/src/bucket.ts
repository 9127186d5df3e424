import { hash } from 'node:crypto';

/** A bucket is a hundredth of a percent: a basis point. */
export const BUCKETS = 10_000;
/** Of the digest; 10,000 buckets out of 2^48 values are of the same size but for one part in 10^10. */
const BYTES = 6;

/**
 * The bucket of a team for a flag, from 0 to 9,999: the first 48 bits, big-endian, of SHA-256 over
 * `<flag key>:<team id>`, modulo 10,000. A flag that is rolled out to n basis points is on for the buckets below
 * n, so that a team that has it keeps it as n grows; and since the key is in the hash, it is not always the same
 * teams that come first.
 */
export function bucketOf(flagKey: string, teamId: string): number {
  return hash('sha256', `${flagKey}:${teamId}`, 'buffer').readUIntBE(0, BYTES) % BUCKETS;
}
