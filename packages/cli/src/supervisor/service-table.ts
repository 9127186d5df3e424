import Table from 'cli-table3';
import type { RunStatus } from './keep-running.ts';

export interface ServiceRow {
  status: RunStatus;
  address: string;
  docs: string;
}

/** One table of what runs, and below it where the other things are (name and place). */
export function serviceTable(
  rows: readonly ServiceRow[],
  places: readonly [name: string, place: string][],
): string {
  const table = new Table({
    head: ['service', 'address', 'docs', 'state', 'ready in'],
    style: { head: [], border: [] },
  });
  table.push(...rows.map(cellsOf));
  const width = Math.max(...places.map(([name]) => name.length), 0);
  const lines = places.map(([name, place]) => `  ${name.padEnd(width)}  ${place}`);
  return [table.toString(), ...lines].join('\n');
}

function cellsOf({ status, address, docs }: ServiceRow): string[] {
  const readyIn = status.readyAfterMs === undefined ? '' : `${(status.readyAfterMs / 1000).toFixed(2)} s`;
  return [status.name, address, docs, status.state, readyIn];
}
