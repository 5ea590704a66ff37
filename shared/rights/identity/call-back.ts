import type { Id } from '../../kernel/ids.ts';
import { newTimeId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import { ABSENT, remove, set, stateIs, updates } from '../../store/clauses.ts';
import type { Item, Workspace } from '../../store/workspace.ts';
import type { RequestItem } from '../request/model.ts';
import { step } from '../steps/store.ts';
import { sealPart } from '../request/sealed.ts';
import { PARTS, parts } from '../request/stored.ts';
import { supersedeWrites } from './challenges.ts';
import { contactOnFile } from './contact-on-file.ts';
import { identifiedChanges, reachable } from './identify.ts';
import { chosenPerson } from './person.ts';

/** A call to a number on file, as one person recorded it; another one has to approve it. */
export interface CallBack {
  readonly id: Id;
  readonly state: 'recorded' | 'approved';
  readonly person: string;
  readonly recordedBy: string;
  readonly at: string;
  /** What was noted, sealed under the request's key; deleted at the result (IDV-02). */
  readonly content?: Uint8Array;
}

const callBackFrom = (item: Item) => item as unknown as CallBack;

/**
 * Records that the person was called back at a number that was on file before the request. `rule.violated` when there
 * was none: a number named in the request proves nothing.
 */
export async function recordCallBack(workspace: Workspace, request: Id, noted: string): Promise<RequestItem> {
  return step(workspace, request, 'challenge', async (found) => {
    const person = chosenPerson(found);
    const { phone } = await contactOnFile(workspace, person, found.receivedAt);
    if (!phone)
      throw new Problem('rule.violated', {
        detail: 'No telephone number was on file before the request.',
        violations: [{ pointer: '', rule: 'on file' }],
      });
    const id = newTimeId(workspace.now(), workspace.random);
    const recorded: CallBack = {
      id,
      state: 'recorded',
      person,
      recordedBy: workspace.actor.id,
      at: instant(workspace.now()),
      content: await sealPart(workspace, found, id, 'call-back', noted),
    };
    const at = workspace.keys.requestPart(request, PARTS.callBack, id);
    return { note: { via: 'call-back' }, writes: [{ put: { ...recorded }, at, if: ABSENT }] };
  });
}

/** The call-back that waits for approval: the latest one about the person who is chosen now. */
async function waiting(workspace: Workspace, request: RequestItem): Promise<CallBack> {
  const recorded = (await parts(workspace, request.id, 'callBack')).map(callBackFrom);
  const found = recorded.findLast(
    ({ state, person }) => state === 'recorded' && person === chosenPerson(request),
  );
  if (found) return found;
  throw new Problem('state.conflict', { detail: 'Record a call-back first.' });
}

/** Approves a recorded call-back; `same-person` for the one who recorded it. What was noted is deleted with it. */
export async function approveCallBack(workspace: Workspace, request: Id): Promise<RequestItem> {
  const approvedBy = workspace.actor.id;
  return step(workspace, request, 'verify', async (found) => {
    const { id, recordedBy } = await waiting(workspace, found);
    if (recordedBy === approvedBy) throw new Problem('same-person');
    const contact = await reachable(workspace, found);
    const how = { method: 'call-back', recordedBy, approvedBy } as const;
    const changes = await identifiedChanges(workspace, found, { how, contact });
    return {
      ...changes,
      writes: [
        {
          update: updates(set({ state: 'approved', approvedBy }), remove('content')),
          at: workspace.keys.requestPart(request, PARTS.callBack, id),
          if: stateIs('recorded'),
        },
        ...changes.writes,
        ...(await supersedeWrites(workspace, request, 'verify')),
      ],
    };
  });
}
