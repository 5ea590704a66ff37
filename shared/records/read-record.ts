import { recordReads } from '../audit/record-event.ts';
import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { RecordId } from '../kernel/ids.ts';
import type { Workspace } from '../store/workspace.ts';
import { loadRecord } from './load-record.ts';
import type { OpenRecord } from './shape.ts';
import { readingEvent } from './view.ts';

/** Reads one record; the event of the read is written before the record is handed out, or the read fails (AUD-02). */
export async function readRecord(
  workspace: Workspace,
  declaration: RecordDeclaration,
  id: RecordId,
  shown: readonly string[],
): Promise<OpenRecord> {
  const { record } = await loadRecord(workspace, declaration, id);
  const event = readingEvent(declaration, record, shown);
  if (event) await recordReads(workspace, [event]);
  return record;
}
