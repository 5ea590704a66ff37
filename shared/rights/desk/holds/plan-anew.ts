import type { Id } from '../../../kernel/ids.ts';
import { dueWrite } from '../../../store/due.ts';
import type { Workspace } from '../../../store/workspace.ts';
import { controlFrom } from '../../../subjects/control.ts';
import { hasStep } from '../../life-cycle.ts';
import type { RequestItem } from '../../model.ts';
import { knowsHolds } from '../../plan/planned-holds.ts';
import { step } from '../../request-store.ts';
import { load } from '../../stored.ts';

/**
 * Lets the plan of an erasure be made and approved anew when a hold on a record was placed or released since; undefined
 * when the plan knows the holds, or nobody could approve another one any more. The clock starts the run.
 */
export async function planAnew(workspace: Workspace, request: Id): Promise<RequestItem | undefined> {
  const found = await load(workspace, request);
  const { subject } = found;
  if (!subject || !hasStep(found, 'plan-anew')) return undefined;
  const control = controlFrom((await workspace.tables.get([workspace.keys.subject(subject)]))[0]);
  if (control?.state !== 'active') return undefined;
  if (await knowsHolds(workspace, { request, person: subject })) return undefined;
  return step(workspace, request, 'plan-anew', ({ attempt }) => ({
    set: { attempt: attempt + 1 },
    remove: ['executedAt', 'decidedBy', 'decidedAt', 'stopUntil'],
    note: { by: 'hold' },
    writes: [dueWrite(workspace, { at: workspace.now(), kind: 'request', reference: request })],
  }));
}
