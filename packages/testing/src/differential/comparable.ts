import type { Answer } from '../service/index.ts';

/** What of an answer has to be the same in every service. */
export interface ComparableAnswer {
  status: number;
  headers: Record<string, unknown>;
  body: unknown;
}

/** They belong to one connection or one moment (RFC 9110, sections 6.6.1 and 7.6.1), or follow from the ids. */
const OF_THE_MESSAGE = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length']);
/** Counted down by the clock; windows of two services do not begin at the same time. */
const COUNTED = new Set(['retry-after', 'ratelimit-reset', 'ratelimit-remaining']);

/**
 * Takes out of a service's answers what is its own: ids become their kind and the order of their first
 * appearance, so that one object stays apart from another; times, tokens and keys become words.
 */
export function comparison(): (answer: Answer) => ComparableAnswer {
  const ids = new Map<string, string>();
  const nameOf = (id: string, kind: string) => {
    const name = ids.get(id) ?? `<${kind} ${ids.size + 1}>`;
    ids.set(id, name);
    return name;
  };
  const neutral = (text: string) =>
    text
      .replaceAll(/\b(user|team|session|invitation)_[0-9a-z]{26}\b/g, nameOf)
      .replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replaceAll(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<access token>')
      .replaceAll(/(?<![\w-])[\w-]{43}(?![\w-])/g, '<token>')
      .replaceAll(/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/g, '<uuid>')
      .replaceAll(/"(next_cursor|kid)":"[^"]+"/g, '"$1":"<$1>"')
      .replaceAll(/Expires=(?!Thu, 01 Jan 1970)[^;]+/g, 'Expires=<time>');
  return ({ status, headers, text }) => ({
    status,
    headers: comparableHeaders(headers, neutral),
    body: neutral(text),
  });
}

function comparableHeaders(
  headers: Answer['headers'],
  neutral: (text: string) => string,
): Record<string, unknown> {
  const compared = Object.entries(headers).filter(([name]) => !OF_THE_MESSAGE.has(name));
  return Object.fromEntries(
    compared.sort().map(([name, value]) => [name, COUNTED.has(name) ? '<number>' : neutral(String(value))]),
  );
}
