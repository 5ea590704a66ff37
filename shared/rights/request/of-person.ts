import type { Id, SubjectId } from '../../kernel/ids.ts';
import type { Workspace } from '../../store/workspace.ts';
import type { RequestItem } from './model.ts';
import { requestFrom } from './stored.ts';
import { has } from '../../store/clauses.ts';
import { itemsOf } from '../../store/pages.ts';

/** Items of one consistent read. */
const TOGETHER = 100;

/** Requests that the person's trail names, each once, in the order in which they were first named. */
async function namedBy(workspace: Workspace, person: SubjectId): Promise<Set<Id>> {
  const ids = new Set<Id>();
  const events = itemsOf(workspace.tables, {
    table: 'data',
    index: 'trail',
    pk: workspace.keys.trail(person),
    filter: has('request'),
  });
  for await (const { request } of events) ids.add(request as Id);
  return ids;
}

/** The person's requests but one, while their records last; found by the trail, which lags. */
export async function otherRequestsOf(
  workspace: Workspace,
  person: SubjectId,
  request: Id,
): Promise<RequestItem[]> {
  const ids = [...(await namedBy(workspace, person))].filter((id) => id !== request);
  const found: RequestItem[] = [];
  for (let from = 0; from < ids.length; from += TOGETHER) {
    const keys = ids.slice(from, from + TOGETHER).map((id) => workspace.keys.request(id));
    found.push(...(await workspace.tables.get(keys)).flatMap((item) => (item ? [requestFrom(item)] : [])));
  }
  return found.filter(({ subject }) => subject === person);
}
