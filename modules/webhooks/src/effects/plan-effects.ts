import type { Transaction } from '@quartet/platform/database';
import type { NewEffect } from './effect.ts';
import { insertEffects } from './effects.sql.ts';

/** Puts effects into the ledger, within the transaction of the transition that causes them. */
export interface Effects {
  /**
   * Has each effect happen once `tx` commits, unless its key was taken before, by whatever and however long ago.
   *
   * @returns the keys that were new
   */
  plan(tx: Transaction, effects: readonly NewEffect[]): Promise<Set<string>>;
}

export function createEffects({ clock }: { clock: { now(): Date } }): Effects {
  return {
    plan: async (tx, effects) =>
      effects.length === 0 ? new Set() : await insertEffects(tx, effects, clock.now()),
  };
}
