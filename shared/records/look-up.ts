import { recordReads } from '../audit/record-event.ts';
import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { LookupKind } from '../catalogue/vocabulary.ts';
import type { RecordId, SubjectId } from '../kernel/ids.ts';
import { equals } from '../store/clauses.ts';
import type { Item, Page, Workspace } from '../store/workspace.ts';
import { countryIn, identifiersIn } from '../subjects/identifiers.ts';
import { openRecords, type OpenRecord } from './shape.ts';
import { readingEvent } from './view.ts';

/** What a record is looked up by: an identifier of a person, or the external id. */
export type Wanted =
  | { readonly kind: LookupKind; readonly value: string; readonly country?: string }
  | { readonly kind: 'externalId'; readonly value: string };

/** Most people whom one identifier can lead to in one answer. */
const CANDIDATES = 50;

/** Where a token leads: a record, and the person when the identifier is one's. */
interface Candidate {
  readonly record: RecordId;
  readonly subject?: SubjectId;
}

async function candidates(
  workspace: Workspace,
  declaration: RecordDeclaration,
  wanted: Wanted,
): Promise<Candidate[]> {
  if (wanted.kind === 'externalId') {
    const token = await workspace.vault.externalToken(declaration.type, wanted.value);
    const [item] = await workspace.tables.get([workspace.keys.externalId(token)]);
    // A deleted record has freed its external id.
    return item?.['record'] ? [{ record: item['record'] as RecordId }] : [];
  }
  const token = await workspace.vault.lookupToken(wanted.kind, wanted.value, wanted.country);
  if (!token) return [];
  const page = await workspace.tables.query({
    table: 'keys',
    pk: workspace.keys.token(token, '' as SubjectId).pk,
    limit: CANDIDATES,
  });
  return page.items.map((item) => ({ record: item['record'] as RecordId, subject: item.sk as SubjectId }));
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

/** The opened records of a type that carry the identifier. */
async function carrying(
  workspace: Workspace,
  declaration: RecordDeclaration,
  wanted: Wanted,
  items: readonly (Item | undefined)[],
): Promise<OpenRecord[]> {
  const ofType = items.filter((item) => item !== undefined && item['type'] === declaration.type);
  const opened = await openRecords(workspace, () => declaration, ofType as Item[]);
  const found: OpenRecord[] = [];
  for (const record of opened) {
    if (record && (await carries(workspace, declaration, record, wanted))) found.push(record);
  }
  return found;
}

/** Records of a person that carry the identifier, after the one that the token names was deleted or changed. */
async function elsewhere(
  workspace: Workspace,
  declaration: RecordDeclaration,
  wanted: Wanted,
  subject: SubjectId,
): Promise<OpenRecord[]> {
  let after: Page['next'];
  do {
    const page = await workspace.tables.query({
      table: 'data',
      pk: workspace.keys.subject(subject).pk,
      skPrefix: 'REC#',
      filter: equals('type', declaration.type),
      ...(after ? { after } : {}),
    });
    const found = await carrying(workspace, declaration, wanted, page.items);
    if (found.length > 0) return found;
    after = page.next;
  } while (after);
  return [];
}

/**
 * Finds the records of a type that carry an identifier, one per person: the last that was written with it. Several
 * people may share an identifier, and the choice is the caller's. Consistent: one query for tokens, one batch for
 * records, one call for the events; a person whose record has changed since costs a query of the person's records.
 */
export async function lookUpRecords(
  workspace: Workspace,
  declaration: RecordDeclaration,
  wanted: Wanted,
  shown: readonly string[],
): Promise<OpenRecord[]> {
  const named = await candidates(workspace, declaration, wanted);
  if (named.length === 0) return [];
  const items = await workspace.tables.get(named.map(({ record }) => workspace.keys.record(record)));
  const found = await carrying(workspace, declaration, wanted, items);
  for (const { record, subject } of named) {
    if (!subject || found.some(({ item }) => item.id === record)) continue;
    found.push(...(await elsewhere(workspace, declaration, wanted, subject)));
  }
  await recordReads(
    workspace,
    found.flatMap((record) => readingEvent(declaration, record, shown, 'person.lookUp') ?? []),
  );
  return found;
}
