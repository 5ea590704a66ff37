import { paginateScan } from '@aws-sdk/client-dynamodb';
import type { Reachable } from '../../journeys/fixture.ts';
import type { Clients } from '../account.ts';
import { DATA, KEYS, lastingObjects } from './held.ts';

/** How often something of each shape is there. */
export type Census = ReadonlyMap<string, number>;

/**
 * What does not belong to the work: answers kept for callers who repeat themselves, events of looking (what is begun
 * anew reads once more), how far the clock has come, and mails, of which at most one is handed over, to be judged by
 * whoever knows what has become of it.
 */
const BESIDES = /#IDM#|\.(?:read|list|export)$|^S#CUR#/;

/** A key without ids, days and digests: what it is a key of. */
const shape = (key: string): string =>
  key.replaceAll(/[\w-]{40,}|[0-9A-Z]{26,}/g, '*').replaceAll(/\d[\d:.TZ-]*/g, '#');

/** Counts items by the shape of their keys and what they record, and objects. */
export async function census(stack: Reachable, { dynamodb }: Clients): Promise<Census> {
  const found = new Map<string, number>();
  const count = (what: string) => {
    if (!BESIDES.test(what)) found.set(what, (found.get(what) ?? 0) + 1);
  };
  for (const TableName of [DATA, KEYS]) {
    const pages = paginateScan({ client: dynamodb }, { TableName, ConsistentRead: true });
    for await (const { Items = [] } of pages)
      for (const { pk, sk, kind, type, action } of Items) {
        const more = [kind, type, action].map((attribute) => attribute?.S ?? '').join(' ');
        count(`${shape(pk?.S ?? '')} ${shape(sk?.S ?? '')} ${more}`.trim());
      }
  }
  found.set('object', lastingObjects(stack));
  return found;
}

/** What is there more or less often than it should be, in words; of some shapes there may be more. */
export function unlike(got: Census, wanted: Census, mayRemain: readonly string[] = []): string[] {
  return [...new Set([...got.keys(), ...wanted.keys()])]
    .map((what) => ({ what, is: got.get(what) ?? 0, was: wanted.get(what) ?? 0 }))
    .filter(({ what, is, was }) => is !== was && !(is > was && mayRemain.includes(what)))
    .map(({ what, is, was }) => `${what}: ${is} instead of ${was}`);
}
