import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { openApiDocument } from '@quartet/platform/contract';
import type { Server, ServerOptions } from './create-server.ts';

/**
 * Publishes `/openapi.json`, made from the bound contracts, and the interactive reference page at
 * `/docs`. Its policy loads nothing from elsewhere, and works over http in development.
 */
export async function publishReference(server: Server, service: ServerOptions['service']): Promise<void> {
  let document: Record<string, unknown> | undefined;
  server.get('/openapi.json', async () => {
    document ??= openApiDocument({ title: service.title, version: service.version }, server.boundRoutes);
    return document;
  });
  await server.register(swagger, {
    mode: 'static',
    specification: { document: { openapi: '3.1.1', info: service } as never },
  });
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    transformStaticCSP: (policy) =>
      policy.replace(' upgrade-insecure-requests;', '').replace(' validator.swagger.io', ''),
    uiConfig: { url: '/openapi.json', persistAuthorization: false, tryItOutEnabled: true },
  });
}
