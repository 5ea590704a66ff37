import { instant } from '../../kernel/time.ts';
import { endOfRecord } from '../../rights/request/end-of-record.ts';
import { otherRequestsOf } from '../../rights/request/of-person.ts';
import type { Asked } from '../packing.ts';
import { STATE_WORDINGS } from '../wordings/standing.ts';

/** The person's other requests, while their records last: what was asked, how it stands, and when its record ends. */
export async function otherRequests({ workspace, subject, request, about }: Asked) {
  const told = [];
  for (const found of await otherRequestsOf(workspace, subject, request)) {
    const { id, type, channel, receivedAt, state, identification, agent, closedAt } = found;
    told.push({
      id,
      right: type,
      channel,
      receivedAt,
      state: STATE_WORDINGS[state][about.language],
      ...(identification ? { identifiedBy: identification.method } : {}),
      ...(agent ? { byAgent: true } : {}),
      ...(closedAt ? { closedAt, keptUntil: instant(endOfRecord(closedAt)) } : {}),
    });
  }
  return told;
}
