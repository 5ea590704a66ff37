import { RETENTION_CLASSES } from '../../../catalogue/vocabulary.ts';
import { PRESENT } from '../../../store/clauses.ts';
import { dueWrite } from '../../../store/due.ts';
import type { Workspace } from '../../../store/workspace.ts';
import { isWriteRefusal } from '../../../store/write-refusal.ts';
import type { RequestItem } from '../../model.ts';
import { PARTS, parts } from '../../stored.ts';

/** When the filed case files of a closed request end, in epoch milliseconds. */
export function endOfCaseFile(closedAt: string): number {
  const end = new Date(closedAt);
  end.setUTCFullYear(end.getUTCFullYear() + RETENTION_CLASSES.request.years);
  return end.getTime();
}

/** Removes what was filed of a closed request once its time is over; until then it plans to. */
export async function endCaseFiles(workspace: Workspace, request: RequestItem): Promise<void> {
  if (!request.closedAt) return;
  const filed = await parts(workspace, request.id, 'caseFile');
  if (filed.length === 0) return;
  const at = endOfCaseFile(request.closedAt);
  if (at > workspace.now()) {
    await workspace.tables.write([dueWrite(workspace, { at, kind: 'request', reference: request.id })]);
    return;
  }
  for (const { id } of filed) {
    const place = workspace.keys.requestPart(request.id, PARTS.caseFile, String(id));
    try {
      await workspace.tables.write([{ delete: true, at: place, if: PRESENT }]);
    } catch (error) {
      // It ended before.
      if (!isWriteRefusal(error)) throw error;
    }
  }
}
