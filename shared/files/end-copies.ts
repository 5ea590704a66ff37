import type { SubjectId } from '../kernel/ids.ts';
import { itemsOf } from '../store/pages.ts';
import type { Workspace } from '../store/workspace.ts';
import type { TenantObjects } from './objects.ts';

/**
 * Takes the opened copies of files about a person away: their addresses lead nowhere from then on. Whoever may still
 * use the data opens them anew; the notes of the copies stay for as long as they would have.
 */
export async function endCopies(
  workspace: Workspace,
  objects: TenantObjects,
  subject: SubjectId,
): Promise<void> {
  const { keys, tables } = workspace;
  const { pk } = keys.subject(subject);
  for await (const { objectKey } of itemsOf(tables, { table: 'data', pk, skPrefix: 'CPY#' }))
    await objects.remove('handover', String(objectKey));
}
