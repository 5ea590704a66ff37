import { handOver, type Address } from '../files/hand-over.ts';
import type { TenantObjects } from '../files/objects.ts';
import type { Id } from '../kernel/ids.ts';
import type { Workspace } from '../store/workspace.ts';
import { reportedPage } from './reported-rows.ts';

/** All refused records as CSV (RFC 4180): row, type, pointer, rule. No cell begins like a formula: none is a value. */
async function* refusedCsv(workspace: Workspace, job: Id): AsyncGenerator<Uint8Array> {
  yield Buffer.from('row,type,pointer,rule\r\n');
  let cursor: string | undefined;
  do {
    const page = await reportedPage(workspace, job, 'refused', cursor);
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
