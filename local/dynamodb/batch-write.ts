import { AwsError } from '../front/service.ts';
import type { Item } from './attribute-value.ts';
import type { Catalogue } from './catalogue.ts';
import type { Json } from './engine.ts';
import { THROTTLED } from './throttling.ts';
import { writeTargets } from './write-capacity.ts';
import { full, locate } from './write-operations.ts';
import { write, type Change, type WriteParts } from './write-path.ts';

/** Items per call (AWS: `BatchWriteItem`). */
const LIMIT = 25;

interface WriteRequest {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

interface Part {
  readonly request: WriteRequest;
  readonly change: Change;
}

/** Requests of a batch by table name, after ARNs have been resolved. */
export type RequestItems<T> = Readonly<Record<string, T>>;

/** Items that a transaction holds, or whose partition is exhausted, come back as `UnprocessedItems`. */
export async function writeBatch(parts: WriteParts, input: Json): Promise<Json> {
  const all = partsOf(parts.catalogue, input['RequestItems'] as RequestItems<readonly WriteRequest[]>);
  const later: Part[] = [];
  const now: Part[] = [];
  let throttled = 0;
  for (const part of all) {
    const { table, key, id, put } = part.change;
    const targets = writeTargets(parts.catalogue, { table, key, before: undefined, after: put });
    const exhausted = parts.throughput.exhausted(targets) !== undefined;
    if (exhausted) throttled += 1;
    (exhausted || parts.inFlight.inTransaction(`${table.name}/${id}`) ? later : now).push(part);
  }
  if (throttled === all.length) throw new AwsError('ThrottlingException', THROTTLED);
  if (now.length === 0) return { UnprocessedItems: requestsOf(later) };
  const places = now.map(({ change }) => `${change.table.name}/${change.id}`);
  const release = await parts.inFlight.queue(places);
  try {
    const sent = full({ ...input, RequestItems: requestsOf(now) });
    const { reply } = await write(parts, {
      changes: now.map(({ change }) => change),
      factor: 1,
      partial: true,
      send: () => parts.engine.call('BatchWriteItem', sent),
    });
    return { ...reply, UnprocessedItems: requestsOf(later) };
  } finally {
    release();
  }
}

function partsOf(catalogue: Catalogue, items: RequestItems<readonly WriteRequest[]>): Part[] {
  const parts = Object.entries(items).flatMap(([name, requests]) => {
    const table = catalogue.ready(name);
    return requests.map((request): Part => {
      const put = request.PutRequest?.Item;
      const located = locate(table, put ?? request.DeleteRequest?.Key);
      return { request, change: put ? { ...located, kind: 'put', put } : { ...located, kind: 'delete' } };
    });
  });
  if (parts.length === 0 || parts.length > LIMIT) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to ${LIMIT}, Member must have length greater than or equal to 1]`,
    );
  }
  if (new Set(parts.map(({ change }) => `${change.table.name}/${change.id}`)).size < parts.length) {
    throw new AwsError('ValidationException', 'Provided list of item keys contains duplicates');
  }
  return parts;
}

function requestsOf(parts: readonly Part[]): RequestItems<WriteRequest[]> {
  const requests: Record<string, WriteRequest[]> = {};
  for (const { request, change } of parts) (requests[change.table.name] ??= []).push(request);
  return requests;
}
