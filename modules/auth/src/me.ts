import type { UserCaller } from '@quartet/platform/contract';
import { type PresentedUser, presentCaller } from './present.ts';

/** Who is signed in, as `authenticate` has just read it: no second query. */
export function me({ caller }: { caller: UserCaller }): { user: PresentedUser } {
  return { user: presentCaller(caller) };
}
