import { itemsOf } from '../../store/pages.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import type { RequestItem } from '../request/model.ts';
import { ANYHOW } from '../plan/plan-store.ts';
import { countersOf, type Counters, type Period } from './counters.ts';

/** The write by which a request whose record ends is still counted on the day on which it was recorded. */
export function tallyWrite({ keys, now }: Workspace, request: RequestItem): Write {
  const counters = Object.entries(countersOf(request, now()));
  return {
    update: {
      expression: `ADD ${counters.map((_, at) => `#counter${at} :count${at}`).join(', ')}`,
      names: Object.fromEntries(counters.map(([name], at) => [`#counter${at}`, name])),
      values: Object.fromEntries(counters.map(([, count], at) => [`:count${at}`, count])),
    },
    at: keys.tally(request.createdAt.slice(0, 10)),
    if: ANYHOW,
  };
}

/** The counters of the requests of a period whose records have ended. */
export async function* tallied(workspace: Workspace, { from, to }: Period): AsyncGenerator<Counters> {
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year++) {
    const { pk } = workspace.keys.tally(`${year}-01-01`);
    const days = itemsOf(workspace.tables, { table: 'data', pk, skBetween: [from, to] });
    for await (const { pk: _pk, sk: _sk, ...counters } of days) yield counters as Counters;
  }
}
