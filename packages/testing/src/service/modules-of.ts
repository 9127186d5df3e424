import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const workspace = z.looseObject({
  services: z.record(z.string(), z.looseObject({ modules: z.array(z.string()) })),
});

/** The modules that quartet.json names for a service: what there is to test in it. */
export function modulesOf(service: string): string[] {
  const file = join(import.meta.dirname, '../../../../quartet.json');
  const { services } = workspace.parse(JSON.parse(readFileSync(file, 'utf8')));
  return services[service]?.modules ?? [];
}
