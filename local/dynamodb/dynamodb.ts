import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import {
  AwsError,
  type Call,
  type Reply,
  type ResourceType,
  type Service,
  type World,
} from '../front/service.ts';
import { underTablePolicies } from './access.ts';
import { Catalogue } from './catalogue.ts';
import { ChangeFeed, type ChangeRecord } from './change-feed.ts';
import { Consumption, type Consumed } from './consumption.ts';
import { Engine } from './engine.ts';
import { Expiry } from './expiry.ts';
import { Gate } from './gate.ts';
import { authorizeKeys, type ImpliedKms } from './implied-kms.ts';
import { InFlight } from './in-flight.ts';
import { IndexLag, seededRandom, type Lag } from './index-lag.ts';
import { Journal } from './journal.ts';
import { OPERATIONS } from './operations.ts';
import { reconcile } from './reconciliation.ts';
import { Recovery } from './recovery.ts';
import { requestInput, touchedTables } from './request-input.ts';
import { RequestTokens } from './request-tokens.ts';
import { Retention, type Purged } from './retention.ts';
import { Store } from './store.ts';
import { tableResources } from './table-resource.ts';
import { Throughput } from './throttling.ts';

const HOUR = 3_600_000;

/** How the local DynamoDB behaves where AWS draws by chance, and what tests may switch off. */
export interface DynamoDbOptions {
  /** Decides the implied use of customer keys; needed as soon as a table has one. */
  readonly kms?: ImpliedKms;
  /** Delay of global indexes in virtual milliseconds; 0 to 2,000 unless told. */
  readonly indexLagMs?: Lag;
  /** Delay of expiry in virtual milliseconds; 0 to 47 hours unless told, swept hourly, so at most 48. */
  readonly expiryDelayMs?: Lag;
  /** Distance of the latest restorable time from now in milliseconds; five minutes unless told. */
  readonly latestRestorableLagMs?: number;
  /** False lifts the limits per partition key value. */
  readonly throughput?: boolean;
  /** Host time for throughput, in milliseconds. */
  readonly monotonic?: () => number;
}

/** The local DynamoDB. */
export interface DynamoDb extends Service {
  readonly resourceTypes: readonly ResourceType[];
  /** Records of a table's stream after a sequence number (`''`: from the oldest kept), up to `limit`. */
  changes(table: string, after: string, limit: number): ChangeRecord[];
  /** Sequence number of the newest record; `''` when there is none. */
  latestChange(table: string): string;
  /** Calls back after each call that changed the table; returns the function that ends it. */
  onChange(table: string, listener: () => void): () => void;
  /** Capacity units since the start, by table. */
  consumed(): Readonly<Record<string, Consumed>>;
  /** Removes what has left its retention, physically; also run every virtual hour. */
  purge(): Promise<Purged>;
  /** Deletes expired items that are due; also run every virtual hour. */
  sweepExpired(): Promise<number>;
  close(): Promise<void>;
}

/** Starts the engine, decides calls that a crash left open, and resumes restores. */
export async function createDynamoDb(world: World, options: DynamoDbOptions = {}): Promise<DynamoDb> {
  const { clock, place, seed } = world;
  const folder = join(world.stateDir, 'dynamodb');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const gate = new Gate();
  const engine = new Engine(folder, gate, process.env['BAILIWICK_DYNAMODB_ENDPOINT']);
  // The store first: if another local cloud owns this state, its engine must not be taken for an orphan.
  const store = new Store(folder);
  await engine.start();
  const catalogue = new Catalogue(store, place);
  const streamArn = (name: string) => `${catalogue.arn(name)}/stream/${catalogue.known(name).stream ?? ''}`;
  const feed = new ChangeFeed(store, clock, place, streamArn);
  const journal = new Journal(store, clock, feed);
  const lag = new IndexLag(clock, options.indexLagMs ?? { min: 0, max: 2000 }, seededRandom(seed));
  const throughput = new Throughput(
    options.throughput !== false,
    options.monotonic ?? (() => performance.now()),
  );
  const reads = { catalogue, engine, lag, throughput };
  const inFlight = new InFlight();
  const writes = {
    ...reads,
    inFlight,
    journal,
    reconcile: (entry: Parameters<Journal['settle']>[0]) =>
      reconcile(store, catalogue, engine, journal, entry),
  };
  const tokens = new RequestTokens(store, clock);
  const recovery = new Recovery(store, catalogue, engine, clock, options.latestRestorableLagMs ?? 5 * 60_000);
  const expiry = new Expiry(writes, clock, seed, options.expiryDelayMs ?? { min: 0, max: 47 * HOUR });
  const consumption = new Consumption();
  const retention = new Retention({ store, catalogue, engine, gate, feed, tokens, recovery, clock });

  await reconcile(store, catalogue, engine, journal);
  recovery.resume();

  async function handle(call: Call): Promise<Reply> {
    const operation = Object.hasOwn(OPERATIONS, call.operation) ? OPERATIONS[call.operation] : undefined;
    if (operation === undefined) {
      throw new AwsError('UnknownOperationException', 'The local DynamoDB does not support this operation');
    }
    const input = requestInput(call.body, call.operation, catalogue);
    world.authorize(call.principal, underTablePolicies(operation.access(input, catalogue), catalogue));
    if (operation.items) {
      const tables = touchedTables(input).map((name) => catalogue.find(name));
      authorizeKeys(options.kms, place, call.principal, tables);
    }
    const output = await operation.run({ reads, writes, tokens, recovery }, input);
    const asked = input['ReturnConsumedCapacity'];
    const reply = operation.items ? consumption.account(operation.items, output, asked) : output;
    const body = JSON.stringify(reply);
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-crc32': String(crc32(body)) };
    return { status: 200, headers, body };
  }

  const hourly = everyHour(clock, async () => {
    await expiry.sweep();
    await retention.purge();
  });

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    await hourly.stop();
    await recovery.settled();
    await engine.stop();
    store.close();
  }

  return {
    name: 'dynamodb',
    errors: 'json-1.0',
    resourceTypes: tableResources(world, store, catalogue, engine),
    handle,
    changes: (table, after, limit) => feed.changes(table, after, limit),
    latestChange: (table) => feed.latest(table),
    onChange: (table, listener) => feed.onChange(table, listener),
    consumed: () => consumption.totals(),
    purge: () => retention.purge(),
    sweepExpired: () => expiry.sweep(),
    close: () => (closing ??= close()),
  };
}

/** Runs a job every virtual hour, one at a time; a job that fails is tried again an hour later. */
function everyHour(clock: World['clock'], job: () => Promise<void>): { stop(): Promise<void> } {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer = clock.at(clock.now() + HOUR, tick);
  function tick(): void {
    running = job()
      .catch(() =>
        process.emitWarning('hourly maintenance failed and will be tried again', { code: 'LOCAL_DYNAMODB' }),
      )
      .then(() => {
        if (!stopped) timer = clock.at(clock.now() + HOUR, tick);
      });
  }
  return {
    stop: () => {
      stopped = true;
      timer.cancel();
      return running;
    },
  };
}
