import type { FastifyInstance } from 'fastify';
import qs from 'qs';
import { z } from 'zod';

export interface ApiAnswer {
  status: number;
  body: Record<string, unknown>;
}

export interface ApiRequest {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  /** As the SDK takes them. */
  params: object;
}

const bodySchema = z.record(z.string(), z.unknown());

/** Calls the API without a network; answers the parsed body. */
export async function injectRequest(
  server: FastifyInstance,
  secretKey: string,
  { method, path, params }: ApiRequest,
): Promise<ApiAnswer> {
  const form = qs.stringify(params, { arrayFormat: 'indices' });
  const isPost = method === 'POST';
  const response = await server.inject({
    method,
    url: isPost ? path : `${path}?${form}`,
    headers: {
      authorization: `Bearer ${secretKey}`,
      ...(isPost ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(isPost ? { payload: form } : {}),
  });
  return { status: response.statusCode, body: bodySchema.parse(response.json()) };
}
