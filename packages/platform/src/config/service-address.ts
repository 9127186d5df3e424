import { z } from 'zod';
import { hostForPeople } from './host-for-people.ts';

/** The setting of the port that a service listens at. */
export function portSetting(byDefault: number) {
  return {
    env: 'PORT',
    schema: z.coerce.number().int().min(0).max(65_535).default(byDefault),
    description: 'Port of this process; set by start from QUARTET_PORT_BASE',
  };
}

interface Address {
  publicUrl: string | undefined;
  host: string;
  port: number;
}

/** The address that people reach a service by: the configured one, or else where it listens. */
export function publicUrlOf({ publicUrl, host, port }: Address): string {
  return publicUrl ?? `http://${hostForPeople(host)}:${port}`;
}
