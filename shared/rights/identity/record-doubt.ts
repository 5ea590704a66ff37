import { newTimeId, type Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import { ABSENT } from '../../store/clauses.ts';
import type { Workspace } from '../../store/workspace.ts';
import { isUnidentified } from '../request/life-cycle.ts';
import type { RequestItem } from '../request/model.ts';
import { amend } from '../steps/store.ts';
import { sealPart } from '../request/sealed.ts';
import { PARTS } from '../request/stored.ts';
import type { DoubtReason } from '../request/doubts.ts';

/** Records why it is reasonable to doubt who asks; a later doubt stands beside the earlier ones in the history. */
export async function recordDoubt(
  workspace: Workspace,
  request: Id,
  reason: DoubtReason,
  note: string,
): Promise<RequestItem> {
  return amend(workspace, request, 'request.challenge', async (found) => {
    if (!isUnidentified(found))
      throw new Problem('state.conflict', { detail: `The request is in state ${found.state}.` });
    const now = workspace.now();
    const id = newTimeId(now, workspace.random);
    const content = await sealPart(workspace, found, id, 'doubt', note);
    const doubt = { reason, at: instant(now), by: workspace.actor.id };
    const at = workspace.keys.requestPart(request, PARTS.doubt, id);
    return {
      set: { doubt },
      note: { doubt: reason },
      writes: [{ put: { id, ...doubt, content }, at, if: ABSENT }],
    };
  });
}
