import { recordReads } from '../audit/record-event.ts';
import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { LookupKind } from '../catalogue/vocabulary.ts';
import type { RecordId, SubjectId } from '../kernel/ids.ts';
import type { Workspace } from '../store/workspace.ts';
import { countryIn, identifiersIn } from '../subjects/identifiers.ts';
import { openRecords, type OpenRecord } from './shape.ts';
import { readingEvent } from './view.ts';

/** What a record is looked up by: an identifier of a person, or the external id. */
export type Wanted =
  | { readonly kind: LookupKind; readonly value: string; readonly country?: string }
  | { readonly kind: 'externalId'; readonly value: string };

/** Most people whom one identifier can lead to in one answer. */
const CANDIDATES = 50;

/** The records that a token leads to; each with the person, when it is one's. */
async function candidates(
  workspace: Workspace,
  declaration: RecordDeclaration,
  wanted: Wanted,
): Promise<RecordId[]> {
  if (wanted.kind === 'externalId') {
    const token = await workspace.vault.externalToken(declaration.type, wanted.value);
    const [item] = await workspace.tables.get([workspace.keys.externalId(token)]);
    return item ? [item['record'] as RecordId] : [];
  }
  const token = await workspace.vault.lookupToken(wanted.kind, wanted.value, wanted.country);
  if (!token) return [];
  const page = await workspace.tables.query({
    table: 'keys',
    pk: workspace.keys.token(token, '' as SubjectId).pk,
    limit: CANDIDATES,
  });
  return page.items.map((item) => item['record'] as RecordId);
}

/** True when the opened record really carries the identifier: a token may have outlived a change of the value. */
async function carries(
  workspace: Workspace,
  declaration: RecordDeclaration,
  record: OpenRecord,
  wanted: Wanted,
): Promise<boolean> {
  if (wanted.kind === 'externalId') return record.externalId === wanted.value;
  const token = await workspace.vault.lookupToken(wanted.kind, wanted.value, wanted.country);
  for (const { kind, value } of identifiersIn(declaration, record.values)) {
    if (kind !== wanted.kind) continue;
    if ((await workspace.vault.lookupToken(kind, value, countryIn(record.values))) === token) return true;
  }
  return false;
}

/**
 * Finds the records of a type that carry an identifier: several people may share one, and the choice is the caller's.
 * Consistent: one query for tokens, one batch for records, one call for the events.
 */
export async function lookUpRecords(
  workspace: Workspace,
  declaration: RecordDeclaration,
  wanted: Wanted,
  shown: readonly string[],
): Promise<OpenRecord[]> {
  const ids = [...new Set(await candidates(workspace, declaration, wanted))];
  if (ids.length === 0) return [];
  const items = await workspace.tables.get(ids.map((id) => workspace.keys.record(id)));
  const ofType = items.filter((item) => item !== undefined && item['type'] === declaration.type);
  const opened = await openRecords(
    workspace,
    () => declaration,
    ofType.filter((item) => item !== undefined),
  );
  const found: OpenRecord[] = [];
  for (const record of opened) {
    if (record && (await carries(workspace, declaration, record, wanted))) found.push(record);
  }
  await recordReads(
    workspace,
    found.flatMap((record) => readingEvent(declaration, record, shown, 'person.lookUp') ?? []),
  );
  return found;
}
