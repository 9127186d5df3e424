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
  const describe = () => {
    const { sessionCookie, apiKeyFormat, boundRoutes } = server;
    document ??= openApiDocument(
      { ...service, ...(sessionCookie && { sessionCookie }), ...(apiKeyFormat && { apiKeyFormat }) },
      boundRoutes,
    );
    return document;
  };
  server.get('/openapi.json', async () => describe());
  await server.register(swagger, {
    mode: 'static',
    specification: { document: { openapi: '3.1.1', info: service } as never },
  });
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    transformStaticCSP: ownOriginOnly,
    transformSpecification: describe,
    transformSpecificationClone: false,
    uiConfig: { tryItOutEnabled: true, displayRequestDuration: true, docExpansion: 'list' },
    theme: {
      title: service.title,
      css: [{ filename: 'quartet.css', content: '.swagger-ui .topbar { display: none }' }],
    },
  });
}

/** The page's parts are served from here; its own styles are inline. */
function ownOriginOnly(policy: string): string {
  return policy
    .replace(' upgrade-insecure-requests;', '')
    .replace(' validator.swagger.io', '')
    .replace("style-src 'self' https:", "style-src 'self' 'unsafe-inline'")
    .replace("font-src 'self' https: data:", "font-src 'self' data:");
}
