import type { Id } from '../../kernel/ids.ts';
import type { Workspace } from '../../store/workspace.ts';
import { isHeldWhole } from '../../subjects/holds.ts';
import type { RequestItem } from '../request/model.ts';
import { stepByControl } from './step-by-control.ts';

/**
 * Holds an erasure back while nothing of the person may be erased because of a hold; undefined when there is none, or
 * when the request is not at a point at which it could be held back.
 */
export async function holdBack(workspace: Workspace, request: Id): Promise<RequestItem | undefined> {
  return stepByControl(workspace, request, 'hold', isHeldWhole, () => ({
    set: { blocked: { by: 'hold' } },
    remove: ['executedAt', 'decidedBy', 'decidedAt', 'stopUntil'],
    note: { by: 'hold' },
  }));
}
