import { recordReads } from '../audit/record-event.ts';
import type { RecordDeclaration } from '../catalogue/declaration.ts';
import { fieldsWhere } from '../catalogue/record-schema.ts';
import { canonicalJson, type Json } from '../kernel/canonical-json.ts';
import { Problem } from '../kernel/problems.ts';
import { HOUR } from '../kernel/time.ts';
import type { Clause, Workspace } from '../store/workspace.ts';
import type { Processing } from '../subjects/admit.ts';
import { openWithPeople, withoutStopped, type SeenRecord } from './gate.ts';
import { readingEvent } from './view.ts';

/** What a list is asked for. */
export interface ListQuery {
  readonly limit: number;
  readonly cursor?: string;
  /** Field → value as text; `sortable` fields only. */
  readonly filter: Readonly<Record<string, string>>;
}

/** A page of records, newest first. */
export interface RecordPage {
  readonly records: readonly SeenRecord[];
  /** How many were left out because their use is stopped. */
  readonly withheld: number;
  readonly cursor?: string;
}

/** How long a cursor can be used. */
const CURSOR_LIFE = 24 * HOUR;

/** Pages looked at for one answer before a sparse filter is continued by the caller. */
const LOOKS = 2;

/** The condition of a filter on plain fields; text is compared as the stored kind of value. */
function filterClause(declaration: RecordDeclaration, filter: ListQuery['filter']): Clause | undefined {
  const entries = Object.entries(filter);
  if (entries.length === 0) return undefined;
  const names: Record<string, string> = { '#plain': 'plain' };
  const values: Record<string, unknown> = {};
  const parts = entries.map(([name, text], index) => {
    const field = declaration.fields[name];
    if (!field?.sortable)
      throw new Problem('request.invalid', { violations: [{ pointer: '/filter', rule: 'not-filterable' }] });
    names[`#f${index}`] = name;
    const candidates: unknown[] = [
      text,
      Number(text),
      text === 'true' ? true : text === 'false' ? false : undefined,
    ];
    const value = candidates.find((candidate) => field.schema.safeParse(candidate).success);
    if (value === undefined)
      throw new Problem('request.invalid', { violations: [{ pointer: `/filter/${name}`, rule: 'value' }] });
    values[`:f${index}`] = value;
    return `#plain.#f${index} = :f${index}`;
  });
  return { expression: parts.join(' AND '), names, values };
}

/**
 * One page of a type, newest first: one query, one call for owner keys and the people's restrictions, one for the
 * events of what is shown. Records that must not be used, or not by what the filter names, are left out and counted.
 * The list lags up to two seconds behind (it rests on an index); a record by id never does.
 */
export async function listRecords(
  workspace: Workspace,
  declaration: RecordDeclaration,
  query: ListQuery,
  shown: readonly string[],
  processing: Processing = { use: 'view' },
): Promise<RecordPage> {
  const hidden = Object.keys(query.filter).some(
    (name) => name in declaration.fields && !shown.includes(name),
  );
  if (hidden) throw new Problem('forbidden');
  const scope = `list|${declaration.type}|${workspace.actor.id}|${canonicalJson(query.filter)}`;
  let after: Record<string, unknown> | undefined;
  if (query.cursor) {
    after = (await workspace.vault.openCursor(scope, query.cursor)) as Record<string, unknown> | undefined;
    if (!after) throw new Problem('cursor.invalid', { detail: 'Start the list again without a cursor.' });
  }
  const filter = filterClause(declaration, query.filter);
  const items = [];
  for (let look = 0; look < LOOKS && items.length < query.limit; look++) {
    const page = await workspace.tables.query({
      table: 'data',
      index: 'list',
      pk: workspace.keys.list(declaration.type, 0),
      newestFirst: true,
      limit: filter ? 250 : query.limit - items.length,
      ...(after ? { after } : {}),
      ...(filter ? { filter } : {}),
    });
    const wanted = page.items.slice(0, query.limit - items.length);
    items.push(...wanted);
    const last = wanted.at(-1);
    const cutShort = wanted.length < page.items.length && last;
    after = cutShort
      ? { pk: last.pk, sk: last.sk, listPk: last['listPk'], listSk: last['listSk'] }
      : (page.next as Record<string, unknown> | undefined);
    if (!after) break;
  }
  const opened = await openWithPeople(workspace, () => declaration, items);
  const filtered = Object.keys(query.filter);
  const records: SeenRecord[] = [];
  let withheld = 0;
  for (const one of opened.records) {
    if (!one) continue;
    const { record, ground } = withoutStopped(declaration, one, opened.people, processing, shown);
    if (ground || record.withheld.some((name) => filtered.includes(name))) withheld += 1;
    else records.push(record);
  }
  await recordReads(
    workspace,
    records.flatMap((record) => readingEvent(declaration, record, shown, 'record.list', processing) ?? []),
  );
  const cursor =
    after && (await workspace.vault.sealCursor(scope, after as Json, workspace.now() + CURSOR_LIFE));
  return { records, withheld, ...(cursor ? { cursor } : {}) };
}

/** The plain fields that lists of a type can be filtered by. */
export function filterable(declaration: RecordDeclaration): string[] {
  return fieldsWhere(declaration, (field) => field.sortable === true);
}
