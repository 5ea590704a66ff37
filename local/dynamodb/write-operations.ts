import { AwsError } from '../front/service.ts';
import type { Item } from './attribute-value.ts';
import type { Json } from './engine.ts';
import { itemId, keyOf, type TableDefinition } from './table-definition.ts';
import { write, type Change, type WriteParts } from './write-path.ts';

/** `PutItem`, `UpdateItem` or `DeleteItem` on one item; waits for plain writes on it, is refused while a transaction holds it. */
export async function writeOne(
  parts: WriteParts,
  operation: 'PutItem' | 'UpdateItem' | 'DeleteItem',
  table: TableDefinition,
  input: Json,
  byService = false,
): Promise<Json> {
  const change = changeOf(table, operation, input, byService);
  const place = `${table.name}/${change.id}`;
  if (parts.inFlight.inTransaction(place)) {
    throw new AwsError('TransactionConflictException', 'Transaction is ongoing for the item');
  }
  const release = await parts.inFlight.queue([place]);
  try {
    if (operation === 'UpdateItem') return await update(parts, change, input);
    const send = () => parts.engine.call(operation, full(input));
    return (await write(parts, { changes: [change], factor: 1, send })).reply;
  } finally {
    release();
  }
}

/** Asks the engine for the whole new image where the caller's wish can be served from the images, which saves a read. */
async function update(parts: WriteParts, change: Change, input: Json): Promise<Json> {
  const asked = input['ReturnValues'] ?? 'NONE';
  const whole = asked === 'NONE' || asked === 'ALL_NEW' || asked === 'ALL_OLD';
  const sent = whole ? { ...input, ReturnValues: 'ALL_NEW' } : input;
  const written = await write(parts, {
    changes: [change],
    factor: 1,
    send: () => parts.engine.call('UpdateItem', full(sent)),
    ...(whole && { shown: (reply: Json) => reply['Attributes'] as Item | undefined }),
  });
  if (!whole || asked === 'ALL_NEW') return written.reply;
  const { Attributes: _, ...rest } = written.reply;
  return asked === 'ALL_OLD' && written.befores[0] ? { ...rest, Attributes: written.befores[0] } : rest;
}

/** The change that a single-item write asks for. */
export function changeOf(
  table: TableDefinition,
  operation: 'PutItem' | 'UpdateItem' | 'DeleteItem',
  input: Json,
  byService = false,
): Change {
  const item = input[operation === 'PutItem' ? 'Item' : 'Key'] as Item | undefined;
  const located = locate(table, item);
  if (operation === 'PutItem' && item) return { ...located, kind: 'put', put: item, byService };
  return { ...located, kind: operation === 'UpdateItem' ? 'update' : 'delete', byService };
}

/** An item's place; a key that does not fit the table's schema is refused as on AWS. */
export function locate(table: TableDefinition, item: Item | undefined): Omit<Change, 'kind'> {
  const names = table.key.sort === undefined ? [table.key.partition] : [table.key.partition, table.key.sort];
  for (const name of names) {
    const value = item?.[name];
    if (value === undefined || Object.keys(value)[0] !== table.attributeTypes[name]) {
      throw new AwsError('ValidationException', 'The provided key element does not match the schema');
    }
  }
  const whole = item ?? {};
  return { table, key: keyOf(table, whole), id: itemId(table, whole) };
}

/** The request with the capacity detail that accounting needs. */
export function full(input: Json): Json {
  return { ...input, ReturnConsumedCapacity: 'INDEXES' };
}
