export const driftClasses = ['missed', 'dropped', 'late', 'edited'] as const;
export type DriftClass = (typeof driftClasses)[number];

/** Where the provider has something else than the log or the projection. */
export interface Drift {
  objectKey: string;
  class: DriftClass;
  /** Nothing for drift that was found in the object itself. */
  eventId: string | null;
  /** By column; `null` on a side that has nothing. */
  differences: Differences | null;
}

/** What the projection says, and what the provider says. */
export type Differences = Readonly<Record<string, { here: unknown; there: unknown }>>;

/** What comes within a minute of what it tells of is on its way, and whoever is asked about it is asked too early. */
export const SETTLING_SECONDS = 60;
/** An event that comes so long after it happened came late. */
export const LATE_SECONDS = 600;
/** An event that waits so long to be processed was dropped. */
export const WAITING_SECONDS = 300;
