import { ID_LENGTH } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { ABSENT } from './clauses.ts';
import type { ItemKey, ItemKind, ItemKindName, TableName, Writer } from './grammar.ts';
import { INDEXES, ITEM_KINDS } from './grammar.ts';
import type { Clause, Write } from './workspace.ts';

/** A refusal of the second wall: a fault of the product, never of the caller; the cause names the rule, not the key. */
export function wall(rule: string): Problem {
  const problem = new Problem('internal');
  problem.cause = `wall.${rule}`;
  return problem;
}

/** Opaque placeholders never hold the separator; `{tenant}` is an id of fixed length. */
function patternOf(text: string): RegExp {
  const one = (pattern: string) =>
    pattern
      .split(/(\{\w+\})/)
      .map((part) => (part === '{tenant}' ? `[0-9A-Z]{${ID_LENGTH}}` : part.startsWith('{') ? '[^#]+' : part))
      .join('');
  return new RegExp(`^(?:${text.split(' | ').map(one).join('|')})$`);
}

const KINDS = Object.entries<ItemKind>(ITEM_KINDS).map(([name, kind]) => ({
  name: name as ItemKindName,
  kind,
  pk: patternOf(kind.pk),
  sk: patternOf(kind.sk),
}));

/** The row of the grammar that a key belongs to; undefined for a key that no row describes. */
export function kindOf(key: ItemKey): { readonly name: ItemKindName; readonly kind: ItemKind } | undefined {
  return KINDS.find(({ kind, pk, sk }) => kind.table === key.table && pk.test(key.pk) && sk.test(key.sk));
}

/** True for a put that replaces nothing. */
const isNew = (write: Write) => write.if.expression === ABSENT.expression;

/** What tenants write and nobody deletes only grows: the log, and the keys that everything is sealed with. */
const onlyGrows = ({ written, deleted }: ItemKind) => deleted.length === 0 && !written.includes('system');

const INDEX_KEYS: ReadonlySet<string> = new Set(Object.values(INDEXES).flatMap(({ pk, sk }) => [pk, sk]));
const INDEX_PARTITIONS = Object.values(INDEXES).map(({ pk }) => pk);
const NAMESPACED = /^[TS]#/;

/** The second wall: every key of a request and of an answer lies in one namespace, and writes follow the grammar. */
export class Guard {
  readonly #prefix: string;
  readonly #writer: Writer;
  readonly #tables: ReadonlySet<TableName>;

  /** `prefix` is `T#<tenant>#` or `S#`; `tables` are those that exist for this namespace. */
  constructor(prefix: string, writer: Writer, tables: readonly TableName[]) {
    this.#prefix = prefix;
    this.#writer = writer;
    this.#tables = new Set(tables);
  }

  /** Refuses a partition of another namespace. */
  partition(table: TableName, pk: string): void {
    if (!this.#tables.has(table)) throw wall('table');
    if (!pk.startsWith(this.#prefix) || pk.length === this.#prefix.length) throw wall('request');
  }

  /** Refuses a key that is read. */
  read(key: ItemKey): void {
    this.partition(key.table, key.pk);
    if (key.sk === '') throw wall('request');
  }

  /** Refuses a part of a transaction: foreign, undeclared in the grammar, or not this writer's to do. */
  write(write: Write): void {
    this.read(write.at);
    const row = kindOf(write.at);
    if (!row) throw wall('grammar');
    if ('delete' in write && !row.kind.deleted.includes(this.#writer)) throw wall('delete');
    if (('put' in write || 'update' in write) && !row.kind.written.includes(this.#writer))
      throw wall('write');
    if (onlyGrows(row.kind) && !('check' in write || ('put' in write && isNew(write)))) throw wall('grow');
    if ('put' in write) this.#put(write.put, write.at);
    if ('update' in write) this.#update(write.update);
  }

  /** Refuses an item, an old item or a position that came back from elsewhere. */
  answer(item: Readonly<Record<string, unknown>>): void {
    const partitions = [item['pk'], ...INDEX_PARTITIONS.map((name) => item[name] ?? item['pk'])];
    if (!partitions.every((pk) => typeof pk === 'string' && pk.startsWith(this.#prefix)))
      throw wall('answer');
  }

  #put(attributes: Readonly<Record<string, unknown>>, at: ItemKey): void {
    for (const name of INDEX_PARTITIONS) {
      const value = attributes[name];
      if (value !== undefined && !(typeof value === 'string' && value.startsWith(this.#prefix))) {
        throw wall('index');
      }
    }
    for (const name of ['pk', 'sk'] as const) {
      if (attributes[name] !== undefined && attributes[name] !== at[name]) throw wall('request');
    }
  }

  /** An update that touches an index key may only move the item within the namespace. */
  #update({ expression, names = {}, values = {} }: Clause): void {
    const touched = [...Object.values(names), ...(expression.match(/\w+/g) ?? [])];
    if (!touched.some((name) => INDEX_KEYS.has(name))) return;
    const foreign = Object.values(values).some(
      (value) => typeof value === 'string' && NAMESPACED.test(value) && !value.startsWith(this.#prefix),
    );
    if (foreign) throw wall('index');
  }
}
