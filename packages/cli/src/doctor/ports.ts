import type { Settings } from '../settings.ts';
import { portsTaken } from '../supervisor/ports.ts';
import type { WorkspaceService } from '../workspace.ts';
import { ailing, type Finding, healthy } from './finding.ts';

/** Whether each service can listen; the ports of a Quartet that runs are its own. */
export async function examinePorts(
  { host, portBase }: Settings,
  services: readonly WorkspaceService[],
  { inUse }: { inUse: boolean },
): Promise<Finding> {
  const ports = services.map(({ portOffset }) => portBase + portOffset);
  const taken = await portsTaken(host, ports);
  if (taken.length === 0) return healthy('ports', `${ports.join(', ')} on ${host} are free`);
  if (inUse) return healthy('ports', `${taken.join(', ')} on ${host} are used while Quartet runs`);
  return ailing(
    'ports',
    `${taken.join(', ')} on ${host} are taken by another program`,
    'Stop that program, or set QUARTET_PORT_BASE (default 8000).',
  );
}
