import type { Api, ReadMails } from '../service/index.ts';

/** An implementation of the API, and what HTTP alone does not give. */
export interface ConformanceTarget extends Api {
  mailsTo: ReadMails;
  /** What its access tokens have to name as `iss`; by default its origin. */
  issuer?(): string;
  /** Disables an account, as an administrator does. */
  ban(userId: string): Promise<void>;
  stop(): Promise<void>;
}

/** Registers tests; the target is there once they run. */
export type Scenarios = (target: () => ConformanceTarget) => void;
