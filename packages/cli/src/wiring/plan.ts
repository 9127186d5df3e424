import type { Tree } from './tree/tree.ts';

/** One thing that a plan does, or finds done already. */
export interface Step {
  service: string;
  module: string;
  did: 'added' | 'removed' | 'upgraded' | 'nothing';
  /** Why, where it was not asked for, or what a reader should know. */
  note?: string;
}

/** Lines that both the user and a newer version changed; the file has both, between conflict marks. */
export interface Conflict {
  path: string;
  module: string;
  detail: string;
}

/** What a command would write. */
export interface Plan {
  tree: Tree;
  steps: Step[];
  /** Services whose sources change, and are type-checked before anything is written. */
  services: string[];
  conflicts: Conflict[];
}
