import type { ConfigDeclaration } from '@quartet/platform/config';
import { serviceConfigOf } from '../service-settings.ts';
import { readServices } from '../workspace.ts';

/** A secret that production reads from its environment. */
export interface ProductionSecret {
  env: string;
  description: string;
  /** A new random one; nothing where somebody else gives it out, such as Stripe. */
  value?: string;
}

/** Every secret of the services of a workspace, each once, with new random values for those that are one's own. */
export async function productionSecrets(root: string): Promise<ProductionSecret[]> {
  const configs = await Promise.all(readServices(root).map((service) => serviceConfigOf(root, service)));
  const secrets = configs
    .filter((config) => config !== undefined)
    .flatMap(({ declaration }) => secretsOf(declaration));
  return [...new Map(secrets.map((secret) => [secret.env, secret])).values()];
}

/** What development makes up for an optional secret, production gets from whoever it shares it with. */
function secretsOf(declaration: ConfigDeclaration): ProductionSecret[] {
  return Object.values(declaration).flatMap((setting) => {
    if (!('secret' in setting)) return [];
    const { env, description, required, generate } = setting;
    return [{ env, description, ...(required && generate && { value: generate() }) }];
  });
}
