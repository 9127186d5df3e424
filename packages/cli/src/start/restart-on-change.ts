import { migrate } from '@quartet/platform/migrate';
import { readServices } from '../workspace.ts';
import { compileNest } from './compile-nest.ts';
import type { RunningWorkspace } from './run-workspace.ts';
import { SIMULATOR_NAME } from './stripe-simulator.ts';
import { type SourceChanges, watchSources } from './watch-sources.ts';

const SIMULATOR_FOLDER = 'packages/stripe-simulator/';

/**
 * Restarts what runs the sources that change: those of a service its own process, those of the simulator the
 * simulator, others all services. New migrations are applied and Nest's sources compiled first. PostgreSQL
 * keeps running.
 *
 * @param onServicesChange called instead when quartet.json changes, since other services may be named then.
 */
export function restartOnChange(
  root: string,
  { supervisor, simulator, database, output }: RunningWorkspace,
  onServicesChange: () => void,
): AsyncDisposable {
  const names = supervisor.runs.map(({ status }) => status.name);
  const services = readServices(root);

  return watchSources(root, async ({ paths }: SourceChanges) => {
    const others = paths.filter((path) => !path.startsWith(SIMULATOR_FOLDER));
    const affected = others.length > 0 ? servicesAffectedBy(others, names) : new Set<string>();
    if (simulator && others.length < paths.length) affected.add(SIMULATOR_NAME);
    output.log.info(`${summaryOf(paths)} changed: restarting ${[...affected].join(', ')}.`);
    if (paths.includes('quartet.json')) return onServicesChange();
    try {
      if (paths.some((path) => path.startsWith('db/')))
        await migrate({ url: database.ownerUrl, log: output.log });
      await compileNest(root, services);
      supervisor.restart(affected);
      simulator?.supervisor.restart(affected);
    } catch (error) {
      output.log.error(error, 'What runs stays as it was; mend this, and it is tried again.');
    }
  });
}

export function servicesAffectedBy(paths: readonly string[], services: readonly string[]): Set<string> {
  const owners = paths.map((path) => services.find((name) => path.startsWith(`services/${name}/`)));
  const isShared = owners.some((owner) => owner === undefined);
  return new Set(isShared ? services : owners.filter((owner) => owner !== undefined));
}

function summaryOf([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
