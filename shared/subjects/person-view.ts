import type { RecordId, SubjectId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { itemsOf } from '../store/pages.ts';
import type { Item, Workspace } from '../store/workspace.ts';
import { controlFrom, type SubjectControl } from './control.ts';

/** Another record that names the person. */
export interface PersonLink {
  readonly record: RecordId;
  readonly type: string;
  readonly fields: readonly string[];
}

/** One page of what a person's partition holds. */
export interface PersonPage {
  readonly control?: SubjectControl;
  readonly records: readonly Item[];
  readonly links: readonly PersonLink[];
  readonly next?: Readonly<Record<string, unknown>>;
}

/** Reads a person's partition page by page, consistently: everything about the person is in it, or linked from it. */
export async function personPage(
  workspace: Workspace,
  subject: SubjectId,
  limit: number,
  after?: Readonly<Record<string, unknown>>,
): Promise<PersonPage> {
  const { items, next } = await workspace.tables.query({
    table: 'data',
    pk: workspace.keys.subject(subject).pk,
    limit,
    ...(after ? { after } : {}),
  });
  const control = controlFrom(items.find((item) => item.sk === 'CTL'));
  if (!after && !control) throw new Problem('not-found');
  return {
    ...(control ? { control } : {}),
    records: items.filter((item) => item.sk.startsWith('REC#')),
    links: items.filter((item) => item.sk.startsWith('LNK#')).map(linkFrom),
    ...(next ? { next } : {}),
  };
}

function linkFrom(item: Item): PersonLink {
  return {
    record: item['record'] as RecordId,
    type: item['type'] as string,
    fields: item['fields'] as string[],
  };
}

/** Every record and link of a person, page by page; for jobs that work through all of it. */
export async function* wholePerson(
  workspace: Workspace,
  subject: SubjectId,
  pageSize = 100,
): AsyncGenerator<PersonPage> {
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await personPage(workspace, subject, pageSize, after);
    yield page;
    after = page.next;
  } while (after);
}

/** The identifiers' tokens of a person, from the way back in the key table. */
export async function tokensOf(
  workspace: Workspace,
  subject: SubjectId,
): Promise<{ token: string; kind: string }[]> {
  const found: { token: string; kind: string }[] = [];
  const { pk } = workspace.keys.tokenOf(subject, '');
  for await (const item of itemsOf(workspace.tables, { table: 'keys', pk }))
    found.push({ token: item.sk.slice('TOK#'.length), kind: item['kind'] as string });
  return found;
}

/** The people whom a token leads to. */
export async function peopleUnder(workspace: Workspace, token: string): Promise<SubjectId[]> {
  const page = await workspace.tables.query({
    table: 'keys',
    pk: workspace.keys.token(token, '' as SubjectId).pk,
  });
  return page.items.map((item) => item.sk as SubjectId);
}
