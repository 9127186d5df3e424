/** The key in use is of another account of the provider than what is stored: nothing may be taken in, or for gone. */
export class OtherAccountError extends Error {
  override readonly name = 'OtherAccountError';
}
