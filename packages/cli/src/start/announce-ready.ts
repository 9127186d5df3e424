import type { Settings } from '../settings.ts';
import { serviceTable } from '../supervisor/service-table.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { OpenDatabase } from './open-database.ts';
import type { Output } from './open-output.ts';
import type { RunningSimulator } from './run-simulator.ts';
import type { ServicePlan } from './service-processes.ts';

interface Running {
  plans: readonly ServicePlan[];
  supervisor: Supervisor;
  simulator: RunningSimulator | undefined;
  database: OpenDatabase;
  settings: Settings;
  output: Output;
}

/** The service whose development mailbox shows every mail. */
const MAILBOX_SERVICE = 'saas-api';

/** Shows once what runs and where. */
export function announceReady({ plans, supervisor, simulator, database, settings, output }: Running): void {
  const statuses = new Map(supervisor.runs.map(({ status }) => [status.name, status]));
  const rows = plans.flatMap(({ name, address }) => {
    const status = statuses.get(name);
    return status ? [{ status, address, docs: `${address}/docs` }] : [];
  });
  for (const { status } of simulator?.supervisor.runs ?? []) {
    rows.push({ status, address: simulator?.plan.address ?? '', docs: 'test cards, clock: at its address' });
  }
  output.announce(serviceTable(rows, placesOf(plans, database, settings)));
}

function placesOf(
  plans: readonly ServicePlan[],
  database: OpenDatabase,
  settings: Settings,
): [string, string][] {
  const places: [string, string][] = [['PostgreSQL', database.place]];
  const mailbox = plans.find(({ name }) => name === MAILBOX_SERVICE);
  if (mailbox && settings.environment === 'development')
    places.push(['mailbox', `${mailbox.address}/dev/mailbox`]);
  if (settings.environment !== 'production') places.push(['data', settings.dataDir]);
  return places;
}
