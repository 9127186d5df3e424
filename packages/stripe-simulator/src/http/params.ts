import { z } from 'zod';
import { type ApiError, invalidRequest } from '../world/api-error.ts';

/** What a form-encoded body or query string parses to: every value is text. */
export type RawParams = Record<string, unknown>;

/** `true` or `false`. */
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
/** An integer, in decimal digits. */
export const integer = z
  .string()
  .regex(/^-?\d+$/, { error: 'parameter_invalid_integer' })
  .transform(Number);
export const text = z.string().max(5_000);
/** The empty string, by which a form says null: https://docs.stripe.com/api/metadata. */
const unset = z.literal('').transform(() => null);

/** A value that the empty string takes away. */
export function unsettable<T extends z.ZodType>(schema: T) {
  return unset.or(schema);
}

/** Keys to be set, or with an empty value to be taken away; the empty string takes all away. */
export const metadata = z.union([
  z.literal('').transform((): null => null),
  z.record(z.string().max(40), z.string().max(500)),
]);

/** A time, or `gt`, `gte`, `lt`, `lte` of one. */
export const range = z.union([
  integer.transform((at) => ({ gte: at, lte: at })),
  z.strictObject({ gt: integer, gte: integer, lt: integer, lte: integer }).partial(),
]);

/** Whether `value` lies in a {@link range}. */
export function isWithin(value: number, limits: z.infer<typeof range> | undefined): boolean {
  if (!limits) return true;
  const { gt, gte, lt, lte } = { gt: undefined, lt: undefined, ...limits };
  return (
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  );
}

/** Metadata after a request: https://docs.stripe.com/api/metadata. */
export function mergeMetadata(
  before: Record<string, string>,
  change: Record<string, string> | null | undefined,
): Record<string, string> {
  if (change === null) return {};
  const merged = Object.entries({ ...before, ...change });
  return Object.fromEntries(merged.filter(([, value]) => value !== ''));
}

/** The parsed parameters. Throws a 400 that names the first bad one as Stripe does: `items[0][price]`. */
export function parseParams<T extends z.ZodType>(schema: T, raw: RawParams): z.output<T> {
  const result = schema.safeParse(raw, { reportInput: true });
  if (result.success) return result.data;
  throw errorOf(result.error.issues);
}

function errorOf(issues: readonly z.core.$ZodIssue[]): ApiError {
  const [issue] = issues;
  if (!issue) return invalidRequest('Invalid request.');
  if (issue.code === 'invalid_union') {
    const branch = issue.errors.toSorted((one, other) => depth(other) - depth(one))[0];
    return errorOf((branch ?? []).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })));
  }
  if (issue.code === 'unrecognized_keys') {
    const param = nameOf([...issue.path, issue.keys[0] ?? '']);
    return invalidRequest(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param });
  }
  const param = nameOf(issue.path);
  if (issue.input === undefined) {
    return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  }
  if (issue.message === 'parameter_invalid_integer') {
    return invalidRequest(`Invalid integer: ${issue.input}`, { code: issue.message, param });
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String).filter(Boolean).join(', ');
    return invalidRequest(`Invalid ${param}: must be one of ${values}`, { param });
  }
  return invalidRequest(`Invalid ${param}: ${issue.message}`, { param });
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

function nameOf(path: readonly PropertyKey[]): string {
  const [first, ...rest] = path.map(String);
  return `${first ?? ''}${rest.map((key) => `[${key}]`).join('')}`;
}
