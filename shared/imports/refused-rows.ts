import { handOver, type Address } from '../files/hand-over.ts';
import type { TenantObjects } from '../files/objects.ts';
import type { Json } from '../kernel/canonical-json.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { HOUR } from '../kernel/time.ts';
import { ABSENT } from '../store/clauses.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import type { Refused } from './import-batch.ts';

/** Part of a job that holds the refused records of one batch: rows, pointers and rules, never a value. */
const PART = 'REF';

/** The write of a batch's refused records, for the transaction that counts the batch. */
export function refusedWrites(workspace: Workspace, job: Id, refused: readonly Refused[]): Write[] {
  const first = refused[0];
  if (!first) return [];
  const id = String(Math.min(...refused.map(({ row }) => row))).padStart(9, '0');
  return [{ put: { refused }, at: workspace.keys.jobPart(job, PART, id), if: ABSENT }];
}

/** One page of refused records in the order of rows; pages are as the batches were. */
export async function refusedPage(
  workspace: Workspace,
  job: Id,
  cursor?: string,
): Promise<{ readonly items: readonly Refused[]; readonly cursor?: string }> {
  const scope = `refused|${job}|${workspace.actor.id}`;
  const after = cursor === undefined ? undefined : await workspace.vault.openCursor(scope, cursor);
  if (cursor !== undefined && !after) throw new Problem('cursor.invalid');
  const page = await workspace.tables.query({
    table: 'data',
    pk: workspace.keys.job(job).pk,
    skPrefix: `${PART}#`,
    limit: 10,
    ...(after ? { after: after as Record<string, unknown> } : {}),
  });
  const next =
    page.next && (await workspace.vault.sealCursor(scope, page.next as Json, workspace.now() + 24 * HOUR));
  const items = page.items.flatMap((item) => item['refused'] as Refused[]);
  return { items, ...(next ? { cursor: next } : {}) };
}

/** All refused records as CSV (RFC 4180): row, type, pointer, rule. No cell begins like a formula: none is a value. */
async function* refusedCsv(workspace: Workspace, job: Id): AsyncGenerator<Uint8Array> {
  yield Buffer.from('row,type,pointer,rule\r\n');
  let cursor: string | undefined;
  do {
    const page = await refusedPage(workspace, job, cursor);
    const lines = page.items.flatMap(({ row, type, violations }) =>
      violations.map(({ pointer, rule }) => `${row},"${type}","${pointer}","${rule}"\r\n`),
    );
    if (lines.length > 0) yield Buffer.from(lines.join(''));
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Gives an address of the list, good for five minutes. */
export function refusedLink(workspace: Workspace, objects: TenantObjects, job: Id): Promise<Address> {
  const as = { name: 'refused-rows.csv', mediaType: 'text/csv; charset=utf-8' };
  return handOver(workspace, objects, refusedCsv(workspace, job), as);
}
