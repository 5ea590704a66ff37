import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DescribeKeyCommand, ListAliasesCommand, paginateListKeys } from '@aws-sdk/client-kms';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import type { Reachable } from '../../journeys/fixture.ts';
import { filesBelow } from '../../journeys/state-files.ts';
import type { Clients } from '../account.ts';

/** Records, requests, events. */
export const DATA = 'bailiwick-dev-data';
/** Keys of owners, and what leads to people. */
export const KEYS = 'bailiwick-dev-keys';

/** How many items of a tenant have a partition and sort key of some kind. */
export async function count(
  account: Clients,
  table: string,
  wanted: (item: Item) => boolean,
): Promise<number> {
  let found = 0;
  const pages = paginateScan({ client: account.dynamodb }, { TableName: table, ConsistentRead: true });
  for await (const { Items = [] } of pages) found += Items.filter((item) => wanted(item as Item)).length;
  return found;
}

/** An item as the engine holds it. */
export type Item = Readonly<Record<string, { readonly S?: string } | undefined>> & {
  readonly pk: { readonly S: string };
  readonly sk: { readonly S: string };
};

/** How many records there are of each type. */
export async function recordTypes(account: Clients): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {};
  await count(account, DATA, ({ sk, type }) => {
    const name = sk.S.startsWith('REC#') ? (type?.S ?? '') : '';
    found[name] = (found[name] ?? 0) + 1;
    return name !== '';
  });
  return found;
}

/** How many objects lie in any bucket, in any version: bytes, opened copies, packages. */
export const objects = ({ stateDir }: Reachable): number => filesBelow(stateDir, 's3/blobs').length;

/** How many objects lie in any bucket and are not to go by themselves, as replaced and deleted versions do. */
export function lastingObjects({ stateDir }: Reachable): number {
  const index = new DatabaseSync(join(stateDir, 's3', 'index.sqlite'), { readOnly: true });
  try {
    const found = index
      .prepare('SELECT COUNT(*) AS objects FROM versions WHERE latest = 1 AND marker = 0')
      .get();
    return Number(found?.['objects']);
  } finally {
    index.close();
  }
}

/** What differs from what was wanted. */
export function differing(
  facts: Readonly<Record<string, readonly [got: unknown, wanted: unknown]>>,
): string[] {
  return Object.entries(facts).flatMap(([name, [got, wanted]]) =>
    got === wanted ? [] : [`${name}: ${String(got)} instead of ${String(wanted)}`],
  );
}

/** Live and named, live and unnamed, and other KMS keys of a tenant. */
export async function kmsKeys({ kms }: Clients, tenant: string): Promise<{ named: number; stray: number }> {
  const found = { named: 0, stray: 0 };
  for await (const { Keys = [] } of paginateListKeys({ client: kms }, {}))
    for (const { KeyId = '' } of Keys) {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
      if (!KeyMetadata?.Description?.endsWith(tenant) || KeyMetadata.KeyState !== 'Enabled') continue;
      const { Aliases = [] } = await kms.send(new ListAliasesCommand({ KeyId }));
      found[Aliases.length === 1 ? 'named' : 'stray'] += 1;
    }
  return found;
}
