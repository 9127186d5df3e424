/** Who is being signed in, and from where. */
export interface LoginKeys {
  /** The client's address. */
  address: string;
  /** The account's e-mail address in canonical form, whether there is such an account or not. */
  account: string;
}

/** Slows down whoever guesses at passwords. */
export interface LoginThrottle {
  /** Comes before a password is looked at. @throws `too_many_requests` with the seconds to wait */
  check(keys: LoginKeys): Promise<void>;
  /** The password was wrong. A fault of ours is no failure. */
  failed(keys: LoginKeys): Promise<void>;
  /** The password was right. */
  succeeded(keys: LoginKeys): Promise<void>;
}
