import type { Api, ReadMails } from '../service/index.ts';

/** An implementation of the API, and the two things that HTTP alone does not give. */
export interface ConformanceTarget extends Api {
  mailsTo: ReadMails;
  /** Disables an account, as an administrator does. */
  ban(userId: string): Promise<void>;
  stop(): Promise<void>;
}

/** Registers tests; the target is there once they run. */
export type Scenarios = (target: () => ConformanceTarget) => void;
