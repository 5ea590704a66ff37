import type { Json } from '../kernel/canonical-json.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { HOUR } from '../kernel/time.ts';
import { ABSENT } from '../store/clauses.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import type { Refused, Suppressed } from './import-batch.ts';

/** What an import reports row by row: rows, pointers, rules and purposes, never a value. */
export interface Reported {
  readonly refused: Refused;
  readonly suppressed: Suppressed;
}

/** Parts of a job that hold what is reported of one batch. */
const PARTS = { refused: 'REF', suppressed: 'SPR' } as const satisfies Record<keyof Reported, string>;

/** The write of what a batch reports, for the transaction that counts the batch. */
export function rowWrites<Of extends keyof Reported>(
  workspace: Workspace,
  job: Id,
  of: Of,
  rows: readonly Reported[Of][],
): Write[] {
  if (rows.length === 0) return [];
  const id = String(Math.min(...rows.map(({ row }) => row))).padStart(9, '0');
  return [{ put: { [of]: rows }, at: workspace.keys.jobPart(job, PARTS[of], id), if: ABSENT }];
}

/** One page of what is reported, in the order of rows; pages are as the batches were. */
export async function reportedPage<Of extends keyof Reported>(
  workspace: Workspace,
  job: Id,
  of: Of,
  cursor?: string,
): Promise<{ readonly items: readonly Reported[Of][]; readonly cursor?: string }> {
  const scope = `${of}|${job}|${workspace.actor.id}`;
  const after = cursor === undefined ? undefined : await workspace.vault.openCursor(scope, cursor);
  if (cursor !== undefined && !after) throw new Problem('cursor.invalid');
  const page = await workspace.tables.query({
    table: 'data',
    pk: workspace.keys.job(job).pk,
    skPrefix: `${PARTS[of]}#`,
    limit: 10,
    ...(after ? { after: after as Record<string, unknown> } : {}),
  });
  const next =
    page.next && (await workspace.vault.sealCursor(scope, page.next as Json, workspace.now() + 24 * HOUR));
  const items = page.items.flatMap((item) => item[of] as Reported[Of][]);
  return { items, ...(next ? { cursor: next } : {}) };
}
