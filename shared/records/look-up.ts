import { recordReads } from '../audit/record-event.ts';
import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { LookupKind } from '../catalogue/vocabulary.ts';
import type { RecordId, SubjectId } from '../kernel/ids.ts';
import { equals } from '../store/clauses.ts';
import { pagesOf } from '../store/pages.ts';
import type { Item, Workspace } from '../store/workspace.ts';
import type { Processing } from '../subjects/admit.ts';
import { controlFrom } from '../subjects/control.ts';
import { countryIn, identifiersIn } from '../subjects/identifiers.ts';
import { openWithPeople, withoutStopped, type People, type SeenRecord } from './gate.ts';
import { personOf } from './references.ts';
import type { OpenRecord } from './shape.ts';
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

/** One look-up: what is looked for, and as which processing. */
interface Search {
  readonly workspace: Workspace;
  readonly declaration: RecordDeclaration;
  readonly wanted: Wanted;
  readonly shown: readonly string[];
  readonly processing: Processing;
}

/** A record that carries the identifier; without `record` its use is stopped. */
interface Found {
  readonly id: RecordId;
  readonly record?: SeenRecord;
}

/** The records of the type among some items that carry the identifier. */
async function carrying(
  { workspace, declaration, wanted, shown, processing }: Search,
  items: readonly (Item | undefined)[],
  known: People,
): Promise<Found[]> {
  const ofType = items.filter((item) => item !== undefined && item['type'] === declaration.type);
  const opened = await openWithPeople(workspace, () => declaration, ofType as Item[], known);
  const found: Found[] = [];
  for (const one of opened.records) {
    if (!one || !(await carries(workspace, declaration, one, wanted))) continue;
    const { record, ground } = withoutStopped(declaration, one, opened.people, processing, shown);
    // Neither is a record found by an identifier that must not be used.
    const usable = !ground && (await carries(workspace, declaration, record, wanted));
    found.push({ id: one.item.id, ...(usable ? { record } : {}) });
  }
  return found;
}

/** Records of a person that carry the identifier, after the one that the token names was deleted or changed. */
async function elsewhere(search: Search, subject: SubjectId, known: People): Promise<Found[]> {
  const { workspace, declaration } = search;
  const pages = pagesOf(workspace.tables, {
    table: 'data',
    pk: workspace.keys.subject(subject).pk,
    skPrefix: 'REC#',
    filter: equals('type', declaration.type),
  });
  for await (const items of pages) {
    const found = await carrying(search, items, known);
    if (found.length > 0) return found;
  }
  return [];
}

/** What a look-up has found. */
export interface LookedUp {
  readonly records: readonly SeenRecord[];
  /** How many were left out because their use is stopped. */
  readonly withheld: number;
}

/**
 * Finds the records of a type that carry an identifier, one per person: the last that was written with it. Several
 * people may share an identifier, and the choice is the caller's. Consistent: one query for tokens, one batch for
 * records and the people's restrictions, one call for the events; a person whose record has changed since costs a
 * query of the person's records.
 */
export async function lookUpRecords(
  workspace: Workspace,
  declaration: RecordDeclaration,
  wanted: Wanted,
  shown: readonly string[],
  processing: Processing = { use: 'view' },
): Promise<LookedUp> {
  const named = await candidates(workspace, declaration, wanted);
  if (named.length === 0) return { records: [], withheld: 0 };
  const people = [...new Set(named.flatMap(({ record }) => personOf(record) ?? []))];
  const read = await workspace.tables.get([
    ...named.map(({ record }) => workspace.keys.record(record)),
    ...people.map((person) => workspace.keys.subject(person)),
  ]);
  const controls = read.slice(named.length);
  const known: People = new Map(people.map((person, at) => [person, controlFrom(controls[at])]));
  const search: Search = { workspace, declaration, wanted, shown, processing };
  const found = await carrying(search, read.slice(0, named.length), known);
  for (const { record, subject } of named) {
    if (!subject || found.some(({ id }) => id === record)) continue;
    found.push(...(await elsewhere(search, subject, known)));
  }
  const records = found.flatMap(({ record }) => record ?? []);
  await recordReads(
    workspace,
    records.flatMap((record) => readingEvent(declaration, record, shown, 'person.lookUp', processing) ?? []),
  );
  return { records, withheld: found.length - records.length };
}
