import { AwsError } from '../front/service.ts';
import type { Item } from './attribute-value.ts';
import type { Catalogue } from './catalogue.ts';
import { unitsOf } from './consumption.ts';
import type { Json } from './engine.ts';
import { readImages } from './images.ts';
import { itemSize } from './item-size.ts';
import { requestToken, type RequestTokens } from './request-tokens.ts';
import { THROTTLED } from './throttling.ts';
import { partitionOf, writeTargets } from './write-capacity.ts';
import { full, locate } from './write-operations.ts';
import { write, type Change, type WriteParts } from './write-path.ts';

/** Items per transaction (AWS: `TransactWriteItems`). */
const LIMIT = 100;

/** Parts of a transaction and what each does to its item. */
export const TRANSACTION_KINDS = {
  Put: 'put',
  Update: 'update',
  Delete: 'delete',
  ConditionCheck: 'check',
} as const;

type Kind = (typeof TRANSACTION_KINDS)[keyof typeof TRANSACTION_KINDS];

interface Part {
  readonly kind: Kind;
  readonly change: Omit<Change, 'kind'>;
}

/** Carries out `TransactWriteItems`, or repeats the success of an earlier one with the same token. */
export async function transactWrite(parts: WriteParts, tokens: RequestTokens, input: Json): Promise<Json> {
  const items = partsOf(parts.catalogue, input['TransactItems']);
  const token = requestToken(input);
  if (token && tokens.replayed(token)) return replay(parts, items);
  refuseConflicts(parts, items);
  const places = items.map(({ change }) => `${change.table.name}/${change.id}`);
  if (new Set(places).size < places.length) {
    throw new AwsError(
      'ValidationException',
      'Transaction request cannot include multiple operations on one item',
    );
  }
  const done = token && tokens.run(token);
  const release = parts.inFlight.begin(places);
  try {
    refuseThrottled(parts, items);
    const changes = items.flatMap(({ kind, change }) => (kind === 'check' ? [] : [{ ...change, kind }]));
    const { ClientRequestToken: _, ...rest } = input;
    const send = () => parts.engine.call('TransactWriteItems', full(rest));
    return (await write(parts, { changes, factor: 2, ...(token && { token }), send })).reply;
  } finally {
    release();
    done?.();
  }
}

/** A repeated request costs the reading of its items (AWS: `TransactWriteItems`, idempotency). */
async function replay(parts: WriteParts, items: readonly Part[]): Promise<Json> {
  const capacity = new Map<string, number>();
  const images = await readImages(
    parts.engine,
    items.map(({ change }) => change),
  );
  items.forEach(({ change }, at) => {
    const size = itemSize(images[at] ?? {});
    const units = 2 * Math.max(1, Math.ceil(size / 4096));
    capacity.set(change.table.name, (capacity.get(change.table.name) ?? 0) + units);
  });
  return {
    ConsumedCapacity: [...capacity].map(([name, units]) => ({
      TableName: name,
      CapacityUnits: units,
      ReadCapacityUnits: units,
      Table: { CapacityUnits: units, ReadCapacityUnits: units },
    })),
  };
}

/** `TransactGetItems`; cancelled when a write holds any of its items. */
export async function transactGet(parts: WriteParts, input: Json): Promise<Json> {
  const entries = sized(input['TransactItems']);
  const items = entries.map((entry): Part => {
    const get = entry['Get'] as { TableName: string; Key: Item } | undefined;
    if (get === undefined) throw new AwsError('ValidationException', 'TransactItems can only contain Get');
    return { kind: 'check', change: locate(parts.catalogue.ready(get.TableName), get.Key) };
  });
  refuseConflicts(parts, items);
  const targets = items.map(({ change: { table, key } }) =>
    partitionOf(parts.catalogue, table, undefined, key, 'Read'),
  );
  cancelWhere(items, 'ThrottlingError', THROTTLED, (item) => {
    const target = targets[items.indexOf(item)];
    return target !== undefined && parts.throughput.exhausted([target]) !== undefined;
  });
  const reply = await parts.engine.call('TransactGetItems', full(input));
  const units = unitsOf(reply['ConsumedCapacity']) / targets.length;
  for (const target of targets) parts.throughput.charge(target, units);
  return reply;
}

function partsOf(catalogue: Catalogue, value: unknown): Part[] {
  return sized(value).map((entry) => {
    const [[name, part] = ['', {}], ...more] = Object.entries(entry);
    const kind = Object.hasOwn(TRANSACTION_KINDS, name)
      ? TRANSACTION_KINDS[name as keyof typeof TRANSACTION_KINDS]
      : undefined;
    if (kind === undefined || more.length > 0) {
      const rule = 'TransactItems can only contain one of Check, Put, Update or Delete';
      throw new AwsError('ValidationException', rule);
    }
    const { TableName, Item: put, Key: key } = part as { TableName: string; Item?: Item; Key?: Item };
    const located = locate(catalogue.ready(TableName), kind === 'put' ? put : key);
    return { kind, change: { ...located, ...(kind === 'put' && put && { put }) } };
  });
}

function sized(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value) && value.length >= 1 && value.length <= LIMIT)
    return value as Record<string, unknown>[];
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to ${LIMIT}`,
  );
}

function refuseConflicts({ inFlight }: WriteParts, items: readonly Part[]): void {
  cancelWhere(items, 'TransactionConflict', 'Transaction is ongoing for the item', ({ change }) =>
    inFlight.busy(`${change.table.name}/${change.id}`),
  );
}

function refuseThrottled({ catalogue, throughput }: WriteParts, items: readonly Part[]): void {
  cancelWhere(items, 'ThrottlingError', THROTTLED, ({ change: { table, key, put } }) => {
    const targets = writeTargets(catalogue, { table, key, before: undefined, after: put });
    return throughput.exhausted(targets) !== undefined;
  });
}

/** Cancels the transaction when any part meets `faulty`, with one reason per part as AWS gives them. */
function cancelWhere(
  items: readonly Part[],
  code: string,
  message: string,
  faulty: (part: Part) => boolean,
): void {
  const faults = items.map(faulty);
  if (!faults.includes(true)) return;
  const reasons = faults.map((fault) => (fault ? { Code: code, Message: message } : { Code: 'None' }));
  const codes = reasons.map(({ Code }) => Code).join(', ');
  throw new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  );
}
