import { instant } from '../kernel/time.ts';
import { endOfRecord } from '../rights/ending/end-of-record.ts';
import { REQUEST_STATES } from '../rights/request/life-cycle.ts';
import { otherRequestsOf } from '../rights/request/of-person.ts';
import type { Collection } from './held.ts';

/** The person's other requests, while their records last: what was asked, how it stands, and when its record ends. */
export async function otherRequests(collection: Collection) {
  const { workspace, subject, request } = collection;
  const told = [];
  for (const found of await otherRequestsOf(workspace, subject, request)) {
    const { id, type, channel, receivedAt, state, identification, agent, closedAt } = found;
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
