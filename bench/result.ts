/** What a number is held against: another product that does the same work, or the least that the work takes. */
export type Rival = 'peer' | 'ceiling';

/** One line of the report. */
export interface Result {
  what: string;
  ours: number;
  unit: '/s' | 's' | 'ms' | 'MB';
  against?: { name: string; rival: Rival; value: number };
  /** Of `ours` to the rival's value when there is one, else of `ours` itself. */
  target: { atLeast: number } | { atMost: number };
}

export function ratioOf({ ours, against }: Result): number | undefined {
  return against === undefined ? undefined : ours / against.value;
}

export function isMet(result: Result): boolean {
  const value = ratioOf(result) ?? result.ours;
  return 'atLeast' in result.target ? value >= result.target.atLeast : value <= result.target.atMost;
}
