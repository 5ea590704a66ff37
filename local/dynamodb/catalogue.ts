import { AwsError, type Place } from '../front/service.ts';
import type { Store } from './store.ts';
import type { TableDefinition } from './table-definition.ts';

/** The tables of the account, kept on disk. */
export class Catalogue {
  readonly #store: Store;
  readonly #place: Place;
  readonly #tables = new Map<string, TableDefinition>();

  constructor(store: Store, place: Place) {
    this.#store = store;
    this.#place = place;
    for (const row of store.durable.prepare('SELECT definition FROM tables').all()) {
      const definition = JSON.parse(String(row['definition'])) as TableDefinition;
      this.#tables.set(definition.name, definition);
    }
  }

  all(): TableDefinition[] {
    return [...this.#tables.values()];
  }

  find(name: string): TableDefinition | undefined {
    return this.#tables.get(name);
  }

  /** A table that takes requests; `ResourceNotFoundException` also while it is being restored, as on AWS. */
  ready(name: string): TableDefinition {
    const table = this.known(name);
    if (table.restored?.running) throw notFound();
    return table;
  }

  /** A table in any state. */
  known(name: string): TableDefinition {
    const table = this.#tables.get(name);
    if (table === undefined) throw notFound();
    return table;
  }

  save(table: TableDefinition): void {
    const sql = 'INSERT OR REPLACE INTO tables (name, definition) VALUES (?, ?)';
    this.#store.durable.prepare(sql).run(table.name, JSON.stringify(table));
    this.#tables.set(table.name, table);
  }

  /** Forgets a table with its log and feed. */
  remove(name: string): void {
    const { durable } = this.#store;
    this.#store.transact(durable, () => {
      durable.prepare('DELETE FROM tables WHERE name = ?').run(name);
      durable.prepare('DELETE FROM log WHERE table_name = ?').run(name);
      durable.prepare('DELETE FROM feed WHERE table_name = ?').run(name);
    });
    this.#tables.delete(name);
  }

  arn(name: string): string {
    const { partition, region, account } = this.#place;
    return `arn:${partition}:dynamodb:${region}:${account}:table/${name}`;
  }

  indexArn(name: string, index: string): string {
    return `${this.arn(name)}/index/${index}`;
  }

  /** The table's name from a name or an ARN of this account and region. */
  nameOf(nameOrArn: unknown): string {
    if (typeof nameOrArn !== 'string' || nameOrArn === '') {
      throw new AwsError('ValidationException', 'The parameter TableName is required but was not present');
    }
    if (!nameOrArn.startsWith('arn:')) return nameOrArn;
    const name = nameOrArn.slice(this.arn('').length);
    if (this.arn(name) !== nameOrArn || name.includes('/')) {
      throw new AwsError('ValidationException', 'Invalid table ARN');
    }
    return name;
  }
}

function notFound(): AwsError {
  return new AwsError('ResourceNotFoundException', 'Requested resource not found');
}
