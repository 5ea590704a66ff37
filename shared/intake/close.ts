import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import { dueWrite } from '../store/due.ts';
import type { Workspace } from '../store/workspace.ts';
import { changeArrival, loadArrival } from './arrival-store.ts';
import { unmarkWrites } from './marks.ts';
import type { ArrivalItem, Closing } from './model.ts';
import { WATCH } from './turn.ts';

/** Ends a message that waits; `state.conflict` for one that does not. */
async function end(
  workspace: Workspace,
  arrival: ArrivalItem,
  as: Pick<ArrivalItem, 'state' | 'closedAs'>,
): Promise<ArrivalItem> {
  if (arrival.state !== 'open' && arrival.state !== 'held')
    throw new Problem('state.conflict', { detail: `The message is in state ${arrival.state}.` });
  return changeArrival(workspace, arrival, {
    action: 'arrival.close',
    set: { ...as, endedAt: instant(workspace.now()) },
    remove: ['sender'],
    writes: [
      ...unmarkWrites(workspace, arrival.id, [arrival.sender]),
      dueWrite(workspace, { at: workspace.now() + WATCH, kind: 'arrival', reference: arrival.id }),
    ],
  });
}

/** Closes a message without a request; an officer can look at it for thirty days more. */
export async function closeArrival(workspace: Workspace, id: Id, reason: Closing): Promise<ArrivalItem> {
  return end(workspace, await loadArrival(workspace, id), { state: 'closed', closedAs: reason });
}

/** Notes that a message was passed on; nothing of it is needed here any more. */
export async function noteForwarded(workspace: Workspace, arrival: ArrivalItem): Promise<ArrivalItem> {
  return end(workspace, arrival, { state: 'forwarded' });
}
