/** A journal that cannot be used as it is; the message says where, why, and what to do. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}
