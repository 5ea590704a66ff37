import { operationOf } from '../audit/action-operations.ts';
import type { AuditEvent } from '../audit/vocabulary.ts';
import type { RecordDeclaration } from '../catalogue/declaration.ts';
import { declarationOf } from '../catalogue/record-types.ts';
import type { Purpose } from '../catalogue/vocabulary.ts';
import type { Id, RecordId, SubjectId } from '../kernel/ids.ts';
import { openRecords, type OpenRecord } from '../records/shape.ts';
import { itemsOf } from '../store/pages.ts';
import type { Item, Workspace } from '../store/workspace.ts';
import { wholePerson } from '../subjects/person-view.ts';
import { disclose, idFor, type Decision, type Disclosed, type Withheld } from './disclose.ts';

/** Part of a request that holds the officer's decision about one text that names several people. */
export const REVIEW = 'RVW';

/** One record that is held about a person, or that names the person. */
export interface Held extends Disclosed {
  readonly own: boolean;
  readonly declaration: RecordDeclaration;
  readonly record: OpenRecord;
}

/** A record that is there and cannot be read. */
export interface Unreadable {
  readonly unreadable: Withheld;
}

/** Whose data are collected, on behalf of which request. */
export interface Collection {
  readonly workspace: Workspace;
  readonly subject: SubjectId;
  readonly request: Id;
  /** The one type that is asked for: records of others are not even opened. */
  readonly only?: string;
  /** Records that are left out unopened, by their ids as the person sees them. */
  readonly without?: ReadonlySet<string>;
  /** What less than everything of a record is asked for. */
  readonly narrowed?: (held: Held) => Held;
}

/** Records that are opened at a time. */
const PAGE = 50;

/** Everything that is held about a person, page by page from consistent reads; the same again for every pass. */
export async function* held(collection: Collection): AsyncGenerator<Held | Unreadable> {
  const { workspace, subject, only, without } = collection;
  const asked = (type: unknown, id: unknown) =>
    (only === undefined || type === only) && !without?.has(idFor(subject, id as RecordId));
  for await (const page of wholePerson(workspace, subject, PAGE)) {
    const own = page.records.filter((item) => asked(item['type'], item['id']));
    yield* opened(collection, own, () => ({ own: true }));
    const named = page.links.filter(({ type, record }) => asked(type, record));
    const links = new Map(named.map((link) => [link.record, link.fields]));
    const items = await workspace.tables.get([...links.keys()].map((id) => workspace.keys.record(id)));
    const found = items.filter((item) => item !== undefined);
    yield* opened(collection, found, (id) => ({ own: false, naming: links.get(id) ?? [] }));
  }
}

async function* opened(
  collection: Collection,
  items: readonly Item[],
  place: (id: RecordId) => { own: true } | { own: false; naming: readonly string[] },
): AsyncGenerator<Held | Unreadable> {
  const { workspace, subject, request, narrowed = (one: Held) => one } = collection;
  const records = await openRecords(workspace, declarationOf, items);
  const decisions = await workspace.tables.get(
    items.map((item) => workspace.keys.requestPart(request, REVIEW, item['id'] as string)),
  );
  for (const [index, item] of items.entries()) {
    const id = item['id'] as RecordId;
    const type = item['type'] as string;
    const declaration = declarationOf(type);
    const record = records[index];
    if (!record || !declaration) {
      yield { unreadable: { record: idFor(subject, id), type, field: '*', why: 'destroyed' } };
      continue;
    }
    const decision = decisions[index]?.['decision'] as Decision | undefined;
    const where = place(id);
    const disclosed = disclose(subject, declaration, record, where, decision);
    yield narrowed({ own: where.own, declaration, record, ...disclosed });
  }
}

/** One line of the log about the person: when, what for, which fields; staff stay unnamed (C-579/21). */
export interface LogLine {
  readonly at: string;
  readonly action: string;
  /** What was done with the data, and whether by hand. */
  readonly operation: string;
  readonly means: string;
  readonly purpose: string;
  readonly type: string;
  readonly fields: readonly string[];
}

/** An event as it is stored. */
type StoredEvent = AuditEvent & { readonly at: string; readonly purpose: Purpose };

/** The log about a person, in the order in which it was written. */
export async function* logLines({ workspace, subject }: Collection): AsyncGenerator<LogLine> {
  const trail = { table: 'data', index: 'trail', pk: workspace.keys.trail(subject), limit: 250 } as const;
  for await (const item of itemsOf(workspace.tables, trail)) {
    const event = item as unknown as StoredEvent;
    const { at, action, purpose, type = '', fields = [], doneAt } = event;
    yield { at: doneAt ?? at, action, ...operationOf(event), purpose, type, fields };
  }
}
