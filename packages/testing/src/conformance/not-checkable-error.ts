/** A claim cannot be checked with what the suite was given; `quartet conform` lists it by this error's name. */
export class NotCheckableError extends Error {
  override readonly name = 'NotCheckableError';
}
