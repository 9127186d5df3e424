import type { Projector } from '@quartet/webhooks';

/** What many do: who comes last is right. */
export function lastWriterWins(projector: Projector): Projector {
  let arrivals = 0;
  return {
    async project(tx, projection) {
      const events = projection.events.map((event) => {
        arrivals += 1;
        return { ...event, createdAt: new Date((2_000_000_000 + arrivals) * 1000) };
      });
      return await projector.project(tx, { ...projection, events, observation: undefined });
    },
  };
}

/** What many others do: of an object's events only those count that are newer than all before. */
export function droppingTies(projector: Projector): Projector {
  const newest = new Map<string, number>();
  return {
    async project(tx, projection) {
      const events = projection.events.filter(({ createdAt }) => {
        const isNewer = createdAt.getTime() > (newest.get(projection.objectKey) ?? 0);
        if (isNewer) newest.set(projection.objectKey, createdAt.getTime());
        return isNewer;
      });
      return await projector.project(tx, { ...projection, events, observation: undefined });
    },
  };
}
