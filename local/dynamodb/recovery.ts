import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { AwsError } from '../front/service.ts';
import type { Item } from './attribute-value.ts';
import type { Catalogue } from './catalogue.ts';
import { tableDescription } from './description.ts';
import type { Engine, Json } from './engine.ts';
import { itemSize } from './item-size.ts';
import type { Store } from './store.ts';
import { engineSchema } from './table-schema.ts';
import { itemId, type TableDefinition } from './table-definition.ts';

const DAY = 24 * 3_600_000;
/** Bounds of one engine transaction while a restored table is filled. */
const ITEMS = 100;
const BYTES = 3_000_000;
/** Members of the request that are understood; others change the target and are refused. */
const MEMBERS = [
  'SourceTableName',
  'SourceTableArn',
  'TargetTableName',
  'RestoreDateTime',
  'UseLatestRestorableTime',
  'BillingModeOverride',
];

/** Point-in-time recovery: the present table with every later change undone. */
export class Recovery {
  readonly #store: Store;
  readonly #catalogue: Catalogue;
  readonly #engine: Engine;
  readonly #clock: Clock;
  /** Milliseconds between now and the latest restorable time (AWS: about five minutes). */
  readonly #delay: number;
  readonly #running = new Set<Promise<void>>();

  constructor(store: Store, catalogue: Catalogue, engine: Engine, clock: Clock, delay: number) {
    this.#store = store;
    this.#catalogue = catalogue;
    this.#engine = engine;
    this.#clock = clock;
    this.#delay = delay;
  }

  /** `DescribeContinuousBackups`; `undefined` bounds while the table is younger than the delay. */
  describe(table: TableDefinition): Json {
    const bounds = this.#bounds(table);
    const enabled = table.recovery && {
      PointInTimeRecoveryStatus: 'ENABLED',
      RecoveryPeriodInDays: table.recovery.days,
      ...(bounds && {
        EarliestRestorableDateTime: bounds.earliest / 1000,
        LatestRestorableDateTime: bounds.latest / 1000,
      }),
    };
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: enabled ?? { PointInTimeRecoveryStatus: 'DISABLED' },
      },
    };
  }

  /** `RestoreTableToPointInTime`: answers at once, the table is `CREATING` until its items are in. */
  restore(input: Json): Json {
    const unknown = Object.keys(input).find((member) => !MEMBERS.includes(member));
    if (unknown) throw new AwsError('ValidationException', `${unknown} is not supported by the local cloud`);
    const source = this.#catalogue.nameOf(input['SourceTableName'] ?? input['SourceTableArn']);
    const target = this.#catalogue.nameOf(input['TargetTableName']);
    const table = this.#catalogue.find(source);
    if (table === undefined) throw new AwsError('TableNotFoundException', 'Table not found');
    if (this.#catalogue.find(target))
      throw new AwsError('TableAlreadyExistsException', 'Table already exists');
    const restored = {
      sourceArn: this.#catalogue.arn(source),
      source,
      at: this.#time(table, input),
      running: true,
    };
    const { recovery: _recovery, stream: _stream, timeToLive: _ttl, policy: _policy, ...inherited } = table;
    const created: TableDefinition = {
      ...inherited,
      name: target,
      id: randomUUID(),
      createdAt: this.#clock.now(),
      deletionProtection: false,
      restored,
    };
    this.#catalogue.save(created);
    this.#start(created);
    return { TableDescription: tableDescription(this.#catalogue, created, {}) };
  }

  /** Takes up restores that a stop interrupted. */
  resume(): void {
    for (const table of this.#catalogue.all()) if (table.restored?.running) this.#start(table);
  }

  /** Resolves when no restore is running: the log must not be purged under one. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  #start(table: TableDefinition): void {
    const work = this.#fill(table).finally(() => this.#running.delete(work));
    this.#running.add(work);
    work.catch(() =>
      process.emitWarning('a restore failed and is resumed at the next start', { code: 'LOCAL_DYNAMODB' }),
    );
  }

  #bounds({ recovery }: TableDefinition): { earliest: number; latest: number } | undefined {
    if (recovery === undefined) return undefined;
    const now = this.#clock.now();
    const earliest = Math.max(recovery.enabledAt, now - recovery.days * DAY);
    return now - this.#delay < earliest ? undefined : { earliest, latest: now - this.#delay };
  }

  #time(table: TableDefinition, input: Json): number {
    if (table.recovery === undefined) {
      throw new AwsError(
        'PointInTimeRecoveryUnavailableException',
        'Point in time recovery is not enabled for the table',
      );
    }
    const bounds = this.#bounds(table);
    const { RestoreDateTime: seconds, UseLatestRestorableTime: latest } = input;
    if ((seconds === undefined) === (latest !== true)) {
      throw new AwsError(
        'ValidationException',
        'Either RestoreDateTime or UseLatestRestorableTime must be given',
      );
    }
    const time = latest === true ? bounds?.latest : Math.round(Number(seconds) * 1000);
    // Times travel in seconds: the second in which the window opens counts as inside.
    if (
      bounds &&
      time !== undefined &&
      time >= Math.floor(bounds.earliest / 1000) * 1000 &&
      time <= bounds.latest
    ) {
      return time;
    }
    throw new AwsError(
      'InvalidRestoreTimeException',
      'An invalid restore time was specified. RestoreDateTime must be between EarliestRestorableDateTime and LatestRestorableDateTime.',
    );
  }

  /** Builds the engine's table anew and copies: present items untouched since, and of the others the image from then. */
  async #fill(target: TableDefinition): Promise<void> {
    const { restored } = target;
    const source = this.#catalogue.find(restored?.source ?? '');
    if (restored === undefined || source === undefined) return;
    await this.#engine.call('DeleteTable', { TableName: target.name }).catch(() => undefined);
    await this.#engine.call('CreateTable', engineSchema(target));
    let start: Item | undefined;
    do {
      const page = await this.#page(source.name, start);
      await this.#put(
        target.name,
        page.Items.filter((item) => !this.#changedSince(source, item, restored.at)),
      );
      start = page.LastEvaluatedKey;
    } while (start);
    await this.#put(target.name, this.#imagesAt(source.name, restored.at));
    this.#catalogue.save({ ...target, restored: { ...restored, running: false } });
  }

  async #page(table: string, start: Item | undefined): Promise<{ Items: Item[]; LastEvaluatedKey?: Item }> {
    const input = { TableName: table, ConsistentRead: true, ...(start && { ExclusiveStartKey: start }) };
    return (await this.#engine.call('Scan', input)) as unknown as { Items: Item[]; LastEvaluatedKey?: Item };
  }

  #changedSince(table: TableDefinition, item: Item, time: number): boolean {
    const sql = 'SELECT 1 FROM log WHERE table_name = ? AND item_id = ? AND at > ? LIMIT 1';
    return (
      this.#store.prepare(this.#store.durable, sql).get(table.name, itemId(table, item), time) !== undefined
    );
  }

  /** Of every item changed after `time`, the image before its first change since; read after the scan, so that changes during it count. */
  *#imagesAt(table: string, time: number): Generator<Item> {
    const { durable } = this.#store;
    const firsts = 'SELECT min(id) AS first FROM log WHERE table_name = ? AND at > ? GROUP BY item_id';
    for (const { first } of durable.prepare(firsts).all(table, time)) {
      const image = this.#store.prepare(durable, 'SELECT image FROM log WHERE id = ?').get(Number(first))?.[
        'image'
      ];
      if (typeof image === 'string') yield JSON.parse(image) as Item;
    }
  }

  async #put(table: string, items: Iterable<Item>): Promise<void> {
    let batch: Item[] = [];
    let bytes = 0;
    const flush = async (): Promise<void> => {
      const TransactItems = batch.map((item) => ({ Put: { TableName: table, Item: item } }));
      batch = [];
      bytes = 0;
      if (TransactItems.length > 0) await this.#engine.call('TransactWriteItems', { TransactItems });
    };
    for (const item of items) {
      if (batch.length === ITEMS || bytes + itemSize(item) > BYTES) await flush();
      batch.push(item);
      bytes += itemSize(item);
    }
    await flush();
  }
}
