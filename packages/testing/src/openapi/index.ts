import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { send } from '../service/index.ts';

const documentShape = z.looseObject({
  info: z.looseObject({ title: z.string() }),
  paths: z.record(z.string(), z.unknown()),
  tags: z.array(z.looseObject({ name: z.string() })),
});
type OpenApiDocument = z.output<typeof documentShape>;

/**
 * Where the OpenAPI documents of two services differ, but for their title and server; each difference by its
 * place, such as `paths./api/auth/me.get.summary`.
 *
 * @param tags the modules to compare, where one service has more than the other
 */
export async function openApiDifferences(
  oneUrl: string,
  otherUrl: string,
  tags: readonly string[],
): Promise<string[]> {
  const [one, other] = await Promise.all([documentAt(oneUrl), documentAt(otherUrl)]);
  return differences(comparedParts(one, tags), comparedParts(other, tags), '');
}

async function documentAt(url: string): Promise<OpenApiDocument> {
  return documentShape.parse((await send(url, { method: 'GET', path: '/openapi.json' })).body);
}

function comparedParts(
  { info, paths, tags: allTags, servers: _own, ...rest }: OpenApiDocument,
  tags: readonly string[],
) {
  const { title: _title, ...otherInfo } = info;
  return {
    ...rest,
    info: otherInfo,
    tags: allTags.filter(({ name }) => tags.includes(name)),
    paths: Object.fromEntries(
      Object.entries(paths).filter(([, operations]) => tagsOf(operations).some((tag) => tags.includes(tag))),
    ),
  };
}

const operationsShape = z.record(z.string(), z.object({ tags: z.array(z.string()) }));

function tagsOf(operations: unknown): string[] {
  return Object.values(operationsShape.parse(operations)).flatMap((operation) => operation.tags);
}

function differences(one: unknown, other: unknown, place: string): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (!isObject(one) || !isObject(other))
    return [`${place}: ${JSON.stringify(one) ?? 'nothing'} and ${JSON.stringify(other) ?? 'nothing'}`];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  const at = (name: string) => (place === '' ? name : `${place}.${name}`);
  return [...names].flatMap((name) => differences(one[name], other[name], at(name)));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
