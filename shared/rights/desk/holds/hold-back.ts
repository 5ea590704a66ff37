import type { Id } from '../../../kernel/ids.ts';
import { controlFrom } from '../../../subjects/control.ts';
import { isHeldWhole } from '../../../subjects/holds.ts';
import type { Workspace } from '../../../store/workspace.ts';
import { LIFE_CYCLE } from '../../life-cycle.ts';
import type { RequestItem } from '../../model.ts';
import { step } from '../../request-store.ts';
import { load } from '../../stored.ts';

/**
 * Holds an erasure back while nothing of the person may be erased because of a hold; undefined when nothing is, or when the request
 * is not at a point at which it could be held back.
 */
export async function holdBack(workspace: Workspace, request: Id): Promise<RequestItem | undefined> {
  const { type, state, subject } = await load(workspace, request);
  const canBe = LIFE_CYCLE.some(
    (row) => row.step === 'hold' && row.of.includes(type) && row.from.includes(state),
  );
  if (!canBe || !subject) return undefined;
  const control = controlFrom((await workspace.tables.get([workspace.keys.subject(subject)]))[0]);
  if (control?.state !== 'active' || !isHeldWhole(control)) return undefined;
  return step(workspace, request, 'hold', {
    set: { blocked: { by: 'hold' } },
    remove: ['executedAt', 'decidedBy', 'decidedAt', 'stopUntil'],
    note: { by: 'hold' },
  });
}
