import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { RecordId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { changeWrites } from './change-record.ts';
import { loadRecord } from './load-record.ts';

/** Statements beside one record at most. */
export const MOST_STATEMENTS = 20;

/**
 * Prepares a supplementary statement of the person beside a record, also a final one (Art. 16 sentence 2); it is sealed
 * with the record and shown wherever the record is. The same statement again needs no writes.
 */
export async function preparedStatement(
  workspace: Workspace,
  declaration: RecordDeclaration,
  id: RecordId,
  statement: string,
): Promise<readonly Write[]> {
  const loaded = await loadRecord(workspace, declaration, id);
  const { statements = [], values } = loaded.record;
  if (statements.includes(statement)) return [];
  if (statements.length >= MOST_STATEMENTS)
    throw new Problem('rule.violated', { violations: [{ pointer: '/statement', rule: 'too_big' }] });
  const more = [...statements, statement];
  const { writes } = await changeWrites(workspace, declaration, loaded, values, ['statement'], more);
  return writes;
}
