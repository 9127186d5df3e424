import { typeidUnboxed } from 'typeid-js';
import { z } from 'zod';

/** A TypeID: a prefix that names the type, and a UUIDv7 in Crockford's base 32, so ids sort by creation. */
export type Id<Prefix extends string> = `${Prefix}_${string}`;

/** A new id, such as `user_01kb2…`. See https://github.com/jetify-com/typeid/tree/main/spec. */
export function newId<const Prefix extends string>(prefix: Prefix): Id<Prefix> {
  return typeidUnboxed(prefix) as Id<Prefix>;
}

/** The schema of an id with this prefix, for contracts. */
export function idSchema<const Prefix extends string>(prefix: Prefix) {
  return z.templateLiteral([`${prefix}_`, z.string().regex(/[0-7][0-9a-hjkmnp-tv-z]{25}/)]);
}
