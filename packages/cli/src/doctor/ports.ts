import { SIMULATOR_PORT_OFFSET } from '../port-offsets.ts';
import type { Env, Settings } from '../settings.ts';
import { isSimulatorWanted } from '../start/stripe-simulator.ts';
import { portsTaken } from '../supervisor/ports.ts';
import type { WorkspaceService } from '../workspace.ts';
import { ailing, type Finding, healthy } from './finding.ts';

/** Whether each service, and the simulator where it runs, can listen; the ports of a Quartet that runs are its own. */
export async function examinePorts(
  env: Env,
  settings: Settings,
  services: readonly WorkspaceService[],
  { inUse }: { inUse: boolean },
): Promise<Finding> {
  const { host, portBase } = settings;
  const offsets = services.map(({ portOffset }) => portOffset);
  if (isSimulatorWanted(env, settings, services)) offsets.push(SIMULATOR_PORT_OFFSET);
  const ports = offsets.map((offset) => portBase + offset);
  const taken = await portsTaken(host, ports);
  if (taken.length === 0) return healthy('ports', `${ports.join(', ')} on ${host} are free`);
  if (inUse) return healthy('ports', `${taken.join(', ')} on ${host} are used while Quartet runs`);
  return ailing(
    'ports',
    `${taken.join(', ')} on ${host} are taken by another program`,
    'Stop that program, or set QUARTET_PORT_BASE (default 8000).',
  );
}
