import { eventWrite } from '../audit/record-event.ts';
import type { Purpose } from '../catalogue/vocabulary.ts';
import type { Id, RecordId, SubjectId } from '../kernel/ids.ts';
import { newTimeId } from '../kernel/ids.ts';
import { instant } from '../kernel/time.ts';
import { ABSENT } from '../store/clauses.ts';
import { itemsOf } from '../store/pages.ts';
import type { Item, Workspace, Write } from '../store/workspace.ts';

/** How data reached a recipient; all but the last are recorded by hand. */
export const DISCLOSURE_WAYS = ['phone', 'post', 'file', 'email', 'integration'] as const;
/** A way of disclosure. */
export type DisclosureWay = (typeof DISCLOSURE_WAYS)[number];

/** A record and the names of the fields of it that were disclosed. */
export interface DisclosedRecord {
  readonly record: RecordId;
  readonly type: string;
  readonly fields: readonly string[];
}

/** What went to whom, and what for. */
export interface NewDisclosure {
  readonly recipient: Id;
  /** 1 to 100 records. */
  readonly records: readonly DisclosedRecord[];
  readonly purpose: Purpose;
  readonly way: DisclosureWay;
  /** When it took place, RFC 3339; now unless named. */
  readonly at?: string;
}

/** A stored disclosure: ids and names of fields, never a value. */
export type Disclosure = NewDisclosure & { readonly id: Id; readonly at: string; readonly by: string };

/**
 * The writes of a disclosure about a person, for the transaction in which the data leave. That transaction also checks
 * the person (`activeCheck`) and the recipient (`recipientCheck`), each once however many people it is about.
 */
export function disclosureWrites(
  workspace: Workspace,
  person: SubjectId,
  given: NewDisclosure,
): { readonly disclosure: Disclosure; readonly writes: readonly Write[] } {
  const at = given.at === undefined ? workspace.now() : Date.parse(given.at);
  const id = newTimeId(at, workspace.random);
  const { recipient, records, purpose, way } = given;
  const by = workspace.actor.id;
  const disclosure: Disclosure = { id, recipient, records, purpose, way, at: instant(at), by };
  const fields = [...new Set(records.flatMap((one) => one.fields))];
  const event = { action: 'disclosure.record', subject: person, target: recipient, purpose, fields } as const;
  const put: Write = { put: { ...disclosure }, at: workspace.keys.disclosure(person, id), if: ABSENT };
  return { disclosure, writes: [put, eventWrite(workspace, event)] };
}

function disclosureFrom(item: Item): Disclosure {
  const { pk: _pk, sk: _sk, ...disclosure } = item;
  return disclosure as unknown as Disclosure;
}

/** One page of a person's disclosures, oldest first; consistent. */
export async function disclosurePage(
  workspace: Workspace,
  person: SubjectId,
  limit: number,
  after?: Readonly<Record<string, unknown>>,
): Promise<{ readonly items: readonly Disclosure[]; readonly next?: Readonly<Record<string, unknown>> }> {
  const page = await workspace.tables.query({
    table: 'data',
    pk: workspace.keys.subject(person).pk,
    skPrefix: 'DSC#',
    limit,
    ...(after ? { after } : {}),
  });
  const items = page.items.map(disclosureFrom);
  return page.next ? { items, next: page.next } : { items };
}

/** Every disclosure about a person, oldest first. */
export async function* disclosures(workspace: Workspace, person: SubjectId): AsyncGenerator<Disclosure> {
  const about = {
    table: 'data',
    pk: workspace.keys.subject(person).pk,
    skPrefix: 'DSC#',
    limit: 100,
  } as const;
  for await (const item of itemsOf(workspace.tables, about)) yield disclosureFrom(item);
}
