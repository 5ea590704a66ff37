import type { Id } from '../kernel/ids.ts';
import { instant } from '../kernel/time.ts';
import { endOfRecord } from '../rights/ending/end-of-record.ts';
import { REQUEST_STATES } from '../rights/request/life-cycle.ts';
import { find } from '../rights/request/stored.ts';
import type { Collection } from './held.ts';

/** Requests that the person's trail names, each once, in the order in which they were first named. */
async function namedRequests({ workspace, subject }: Collection): Promise<ReadonlySet<Id>> {
  const ids = new Set<Id>();
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await workspace.tables.query({
      table: 'data',
      index: 'trail',
      pk: workspace.keys.trail(subject),
      filter: { expression: 'attribute_exists(#request)', names: { '#request': 'request' } },
      ...(after ? { after } : {}),
    });
    for (const item of page.items) ids.add(item['request'] as Id);
    after = page.next;
  } while (after);
  return ids;
}

/** The person's other requests, while their records last: what was asked, how it stands, and when its record ends. */
export async function otherRequests(collection: Collection) {
  const { workspace, subject, request } = collection;
  const told = [];
  for (const id of await namedRequests(collection)) {
    const found = id === request ? undefined : await find(workspace, id);
    if (found?.subject !== subject) continue;
    const { type, channel, receivedAt, state, identification, agent, closedAt } = found;
    told.push({
      id,
      right: type,
      channel,
      receivedAt,
      state: REQUEST_STATES[state].says,
      ...(identification ? { identifiedBy: identification.method } : {}),
      ...(agent ? { byAgent: true } : {}),
      ...(closedAt ? { closedAt, keptUntil: instant(endOfRecord(closedAt)) } : {}),
    });
  }
  return told;
}
