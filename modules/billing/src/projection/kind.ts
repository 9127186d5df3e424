import type { ObjectContext } from '../provider/read-object.ts';
import type { Notice } from './notice.ts';
import type { ChildTableName, TableName } from './tables.ts';

/** Rows that a state of an object makes, in the tables of its kind. */
export interface Rows {
  row: Readonly<Record<string, unknown>>;
  children: readonly Readonly<Record<string, unknown>>[];
}

/** A state that an object was in, as far as it concerns us. */
export interface State extends Rows {
  /** Equal for states that are the same to us; made when it is asked for, since it costs more than all the rest. */
  readonly key: string;
  /** No other state follows one that is terminal, whatever the times say. */
  isTerminal: boolean;
  /** Numbers that never get smaller during an object's life; they order states of which nothing else is known. */
  progress: readonly number[];
  /** What has happened, as this state tells. */
  notices: readonly Notice[];
  /** Keys of the notices that are still true in this state; see {@link ./notice.ts}. */
  standing: ReadonlySet<string>;
}

export interface ProjectionSettings {
  /** Days after the start of an unpaid period for which what the plan gives is still given. */
  graceDays: number;
}

/** A kind of object of the provider, and how it is projected. */
export interface Kind {
  /** As it stands in object keys: `subscription` of `subscription:sub_1`. */
  name: string;
  /** What the types of its events begin with. */
  eventFamily: string;
  table: TableName;
  childTable?: ChildTableName;
  /** Whether a row is in a terminal state. */
  isTerminal(row: Readonly<Record<string, unknown>>): boolean;
  /** Whether a row says that the object was deleted. */
  isDeleted(row: Readonly<Record<string, unknown>>): boolean;
  /** @throws ProviderObjectError */
  read(object: unknown, context: ObjectContext, settings: ProjectionSettings): State;
}

/** How one kind is projected, in terms of its facts. */
export interface KindDefinition<Facts> {
  name: string;
  eventFamily: string;
  table: TableName;
  childTable?: ChildTableName;
  readFacts(object: unknown, context: ObjectContext): Facts;
  rowOf(facts: Facts, settings: ProjectionSettings): Rows['row'];
  childrenOf?(facts: Facts): Rows['children'];
  isTerminal?(row: Rows['row']): boolean;
  isDeleted?(row: Rows['row']): boolean;
  progressOf?(facts: Facts): readonly number[];
  noticesOf?(facts: Facts, context: ObjectContext): readonly Notice[];
  standingOf?(facts: Facts): readonly string[];
}

export function defineKind<Facts>(definition: KindDefinition<Facts>): Kind {
  const { name, eventFamily, table, childTable } = definition;
  const { isTerminal = () => false, isDeleted = () => false } = definition;
  return {
    name,
    eventFamily,
    table,
    ...(childTable !== undefined && { childTable }),
    isTerminal,
    isDeleted,
    read(object, context, settings) {
      const facts = definition.readFacts(object, context);
      const row = definition.rowOf(facts, settings);
      const children = definition.childrenOf?.(facts) ?? [];
      let key: string | undefined;
      return {
        row,
        children,
        get key() {
          key ??= JSON.stringify([row, children]);
          return key;
        },
        isTerminal: isTerminal(row),
        progress: definition.progressOf?.(facts) ?? [],
        notices: definition.noticesOf?.(facts, context) ?? [],
        standing: new Set(definition.standingOf?.(facts)),
      };
    },
  };
}
