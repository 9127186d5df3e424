/** What people are told of. Each has a sender of this name; see {@link ../notices/}. */
export const noticeKinds = [
  'receipt',
  'payment_failed',
  'payment_action_required',
  'trial_ending',
  'subscription_started',
  'cancellation_scheduled',
  'subscription_ended',
  'refund',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/**
 * Something that has happened, as a snapshot tells. Which notices there are does therefore not depend on the
 * order in which snapshots come.
 */
export interface Notice {
  /** Unique for ever, such as `receipt:in_123`. */
  key: string;
  kind: NoticeKind;
  /** Ids, and what tells one notice about an object from another. */
  payload: Readonly<Record<string, string | number>>;
  happenedAt: Date;
  /** It is told even if things have moved on: money has moved, or something has ended. */
  isLasting: boolean;
}

export function unixSeconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
