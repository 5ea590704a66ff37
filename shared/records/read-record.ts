import { recordReads } from '../audit/record-event.ts';
import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { RecordId } from '../kernel/ids.ts';
import type { Workspace } from '../store/workspace.ts';
import { restrictedBy, type Processing } from '../subjects/admit.ts';
import { withoutStopped, type SeenRecord } from './gate.ts';
import { loadRecord } from './load-record.ts';
import { readingEvent } from './view.ts';

/**
 * Reads one record; the event of the read is written before the record is handed out, or the read fails (AUD-02).
 * Values whose use is stopped are left out; `subject.restricted` when nothing else is left.
 */
export async function readRecord(
  workspace: Workspace,
  declaration: RecordDeclaration,
  id: RecordId,
  shown: readonly string[],
  processing: Processing = { use: 'view' },
): Promise<SeenRecord> {
  const loaded = await loadRecord(workspace, declaration, id);
  const { record, ground } = withoutStopped(declaration, loaded.record, loaded.people, processing, shown);
  if (ground) throw restrictedBy(ground);
  const event = readingEvent(declaration, record, shown, 'record.read', processing);
  if (event) await recordReads(workspace, [event]);
  return record;
}
