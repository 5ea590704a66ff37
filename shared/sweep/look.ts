import type { S3Client } from '@aws-sdk/client-s3';
import { ListObjectVersionsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Id, SubjectId } from '../kernel/ids.ts';
import type { ItemKey, TenantKeys } from '../store/grammar.ts';
import type { Item, PartitionQuery, TenantTables } from '../store/workspace.ts';
import type { Findings } from './findings.ts';

/** What a look is taken with: reading, under the tenant's own session and never the eraser's. */
export interface Look {
  readonly tables: Pick<TenantTables, 'get' | 'query'>;
  readonly keys: TenantKeys;
  readonly s3: S3Client;
  readonly buckets: { readonly vault: string; readonly unversioned: readonly string[] };
  readonly person: SubjectId;
  readonly request: Id;
  /** When it is taken, epoch milliseconds. */
  readonly at: number;
  readonly found: Findings;
}

/** Items of one consistent read. */
const TOGETHER = 100;

/** Reads a whole partition or part of it. */
export async function everything({ tables }: Look, query: PartitionQuery): Promise<Item[]> {
  const items: Item[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await tables.query({ ...query, ...(after ? { after } : {}) });
    items.push(...page.items);
    after = page.next;
  } while (after);
  return items;
}

/** The parts of the request of one kind. */
export function partsOf(look: Look, request: Id, part: string): Promise<Item[]> {
  return everything(look, { table: 'data', pk: look.keys.request(request).pk, skPrefix: `${part}#` });
}

/** Reads any number of items. */
export async function read({ tables }: Look, keys: readonly ItemKey[]): Promise<(Item | undefined)[]> {
  const items: (Item | undefined)[] = [];
  for (let from = 0; from < keys.length; from += TOGETHER)
    items.push(...(await tables.get(keys.slice(from, from + TOGETHER))));
  return items;
}

/** The store's items that should be gone. */
export async function absent(
  look: Look,
  store: 'record' | 'token' | 'externalId' | 'key',
  keys: readonly ItemKey[],
  isLeft: (item: Item, position: number) => boolean = () => true,
): Promise<void> {
  const items = await read(look, keys);
  look.found.looked(store, keys.length);
  for (const [position, item] of items.entries()) {
    const key = keys[position];
    if (item && key && isLeft(item, position)) look.found.left(store, key);
  }
}

/** Lists what a bucket holds under the key of an object: versions where there are any. */
export async function absentObject(
  look: Look,
  store: 'object' | 'package',
  objectKey: string,
): Promise<void> {
  const { s3, buckets, found } = look;
  found.looked(store, 1);
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: buckets.vault, Prefix: objectKey }),
  );
  for (const { Key, VersionId } of [...Versions, ...DeleteMarkers])
    if (Key === objectKey) found.left(store, `${buckets.vault}|${objectKey}|${VersionId}`);
  for (const Bucket of buckets.unversioned) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: objectKey }));
    for (const { Key } of Contents) if (Key === objectKey) found.left(store, `${Bucket}|${objectKey}`);
  }
}
