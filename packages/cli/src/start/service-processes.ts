import { join } from 'node:path';
import { hostForPeople } from '@quartet/platform/config';
import type { Env, Settings } from '../settings.ts';
import type { ServiceProcess } from '../supervisor/service-process.ts';
import type { WorkspaceService } from '../workspace.ts';

export interface ServicePlan extends ServiceProcess {
  port: number;
  /** As in `http://127.0.0.1:8000`. */
  address: string;
}

/** How each service of the workspace is run: its entry file, its port and its environment. */
export function planServices(
  services: readonly WorkspaceService[],
  { root, env, settings, databaseUrl }: { root: string; env: Env; settings: Settings; databaseUrl: string },
): ServicePlan[] {
  const addressAt = (port: number) => `http://${hostForPeople(settings.host)}:${port}`;
  const firstOffset = services[0]?.portOffset ?? 0;
  return services.map(({ name, framework, portOffset }) => {
    const port = settings.portBase + portOffset;
    return {
      name,
      port,
      address: addressAt(port),
      entry: join(root, 'services', name, framework === 'nest' ? 'dist/main.js' : 'src/main.ts'),
      cwd: root,
      env: {
        ...(!env.PUBLIC_URL && sharedAddresses(addressAt(settings.portBase + firstOffset))),
        ...env,
        NODE_ENV: settings.environment,
        PORT: String(port),
        DATABASE_URL: databaseUrl,
        // The owner's login is for migrations and seeds; a service never learns it.
        DATABASE_OWNER_URL: undefined,
        QUARTET_DATA_DIR: settings.dataDir,
      },
    };
  });
}

/**
 * Without a public address, each service takes its own for it. A token of one has to be good in all, and mailed
 * links have to lead to where all their pages are, whichever service sends the mail.
 */
function sharedAddresses(ofFirst: string): Env {
  return { AUTH_ISSUER: ofFirst, APP_URL: ofFirst };
}
