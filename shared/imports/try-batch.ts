import type { RecordDeclaration } from '../catalogue/declaration.ts';
import { parseOrRefuse, recordSchemas } from '../catalogue/record-schema.ts';
import type { RecordId } from '../kernel/ids.ts';
import { prepareRecord } from '../records/create-record.ts';
import type { Workspace } from '../store/workspace.ts';
import { refusalOf, type Outcome, type Ready } from './create-batch.ts';

/** Stands for a record that a dry run would have created; well-formed, and leads nowhere. */
export const WOULD_BE = `N${'0'.repeat(52)}` as RecordId;
/** The same for a person's record. */
export const WOULD_BE_PERSON = `S${'0'.repeat(52)}` as RecordId;

/** Says what `createBatch` would do, without writing; a record that refers to one not there yet is checked by shape. */
export async function tryBatch(workspace: Workspace, batch: readonly Ready[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { draft, declaration, body } of batch) {
    try {
      if (JSON.stringify(body).includes(WOULD_BE.slice(1))) {
        const { person: _, ...rest } = body as { person?: string };
        parseOrRefuse(recordSchemas(declaration).create, rest);
        outcomes.push({ draft, created: madeUp(declaration), suppressed: [] });
      } else {
        const { suppressed } = await prepareRecord(workspace, declaration, body, { action: 'record.import' });
        outcomes.push({ draft, created: madeUp(declaration), suppressed });
      }
    } catch (error) {
      outcomes.push({ draft, refused: refusalOf(error) });
    }
  }
  return outcomes;
}

const madeUp = ({ home }: RecordDeclaration) => (home.in === 'own' ? WOULD_BE_PERSON : WOULD_BE);
