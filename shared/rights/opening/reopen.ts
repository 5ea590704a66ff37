import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import type { Workspace } from '../../store/workspace.ts';
import { tenantSettings } from '../../tenants/settings.ts';
import { candidatesFor } from './candidates.ts';
import { alertWrites, dueDays } from '../request/clocks.ts';
import { identifiersMark, markWrites, markedRequest } from '../request/marks.ts';
import type { RequestContent, RequestItem } from '../request/model.ts';
import { sealable } from './open-request.ts';
import { renewed } from './renew.ts';
import { step } from '../steps/store.ts';
import { requestBinding } from '../request/sealed.ts';

/** Why a closed request is taken up again: what arrived, and when. */
export interface Reopening extends RequestContent {
  readonly receivedAt: string;
  /** The complaint that led to it. */
  readonly complaint?: Id;
}

/**
 * Takes a closed request up again, after a complaint or because what was missing has arrived: its clocks start with the
 * new receipt, the earlier ones stay in its record, and the person is identified anew. `conflict` while its closing
 * letter is on its way or another request of the same kind is open.
 */
export async function reopen(workspace: Workspace, request: Id, given: Reopening): Promise<RequestItem> {
  const { country } = await tenantSettings(workspace);
  return step(workspace, request, 'reopen', async (found) => {
    const receivedAt = instant(Date.parse(given.receivedAt));
    if (Date.parse(receivedAt) > workspace.now() || receivedAt < (found.closedAt ?? ''))
      throw new Problem('rule.violated', {
        violations: [{ pointer: '/receivedAt', rule: 'after the closing' }],
      });
    const candidates = await candidatesFor(workspace, given.identifiers, country);
    const mark = await identifiersMark(workspace, found.type, given.identifiers, country);
    const other = await markedRequest(workspace, [mark]);
    if (other) throw new Problem('conflict', { detail: 'A request of this kind is open.', ids: [other.id] });
    const { key, changes } = await renewed(workspace, found);
    const clocked = { receivedAt, calendar: found.calendar, suspensions: [] };
    const earlier = {
      receivedAt: found.receivedAt,
      dueByLaw: found.dueByLaw,
      closedAt: found.closedAt ?? '',
    };
    const binding = requestBinding(request, request, 'content');
    return {
      set: {
        ...changes.set,
        ...clocked,
        ...dueDays({ ...found, ...clocked }),
        candidates,
        marks: [mark],
        content: workspace.vault.seal(key, binding, sealable(given)),
        reopened: [...(found.reopened ?? []), earlier],
      },
      remove: [
        ...changes.remove,
        'subject',
        'identification',
        'doubt',
        'agent',
        'extension',
        'decidedBy',
        'decidedAt',
        'stopUntil',
        'executedAt',
        'issuedAt',
        'fee',
        'transfer',
      ],
      ...(given.complaint ? { note: { complaint: given.complaint } } : {}),
      writes: [
        ...changes.writes,
        ...markWrites(workspace, request, [mark]),
        ...alertWrites(workspace, { ...found, ...clocked }),
      ],
    };
  });
}
