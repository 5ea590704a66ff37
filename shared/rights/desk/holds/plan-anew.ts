import type { Id, SubjectId } from '../../../kernel/ids.ts';
import { dueWrite } from '../../../store/due.ts';
import type { Workspace } from '../../../store/workspace.ts';
import type { RequestItem } from '../../request/model.ts';
import { knowsHolds } from '../../plan/planned-holds.ts';
import { stepByControl } from '../../steps/step-by-control.ts';

/**
 * Lets the plan of an erasure be made and approved anew when a hold on a record was placed or released since; undefined
 * when the plan knows the holds, or nobody could approve another one any more. The clock starts the run.
 */
export async function planAnew(workspace: Workspace, request: Id): Promise<RequestItem | undefined> {
  const outdated = async (_: unknown, person: SubjectId) =>
    !(await knowsHolds(workspace, { request, person }));
  return stepByControl(workspace, request, 'plan-anew', outdated, ({ attempt }) => ({
    set: { attempt: attempt + 1 },
    remove: ['executedAt', 'decidedBy', 'decidedAt', 'stopUntil'],
    note: { by: 'hold' },
    writes: [dueWrite(workspace, { at: workspace.now(), kind: 'request', reference: request })],
  }));
}
