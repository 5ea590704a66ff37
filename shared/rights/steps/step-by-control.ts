import type { Id, SubjectId } from '../../kernel/ids.ts';
import { Problem, isProblem } from '../../kernel/problems.ts';
import type { Workspace } from '../../store/workspace.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import { activeCheck, controlFrom, type SubjectControl } from '../../subjects/control.ts';
import { hasStep, type Step } from '../request/life-cycle.ts';
import type { RequestItem } from '../request/model.ts';
import { step, type Changes } from './store.ts';
import { load } from '../request/stored.ts';

/** How often a step is prepared anew when the person's control or the request moves meanwhile. */
const ATTEMPTS = 5;

/**
 * Takes a step that the holds of a person call for: only while the person is active, and only if neither the person's
 * control nor the request has moved since both were read. Undefined where nothing calls for it, or not any more.
 */
export async function stepByControl(
  workspace: Workspace,
  request: Id,
  name: Step,
  calledFor: (control: SubjectControl, person: SubjectId) => boolean | Promise<boolean>,
  changes: (request: RequestItem) => Changes,
): Promise<RequestItem | undefined> {
  for (let tries = 1; ; tries++) {
    const before = await load(workspace, request);
    const { subject } = before;
    if (!subject || !hasStep(before, name)) return undefined;
    const control = controlFrom((await workspace.tables.get([workspace.keys.subject(subject)]))[0]);
    if (control?.state !== 'active' || !(await calledFor(control, subject))) return undefined;
    try {
      return await step(workspace, request, name, (found) => {
        if (found.version !== before.version) throw new Problem('state.conflict');
        const { writes = [], ...given } = changes(found);
        return { ...given, writes: [...writes, activeCheck(workspace, subject, control.epoch)] };
      });
    } catch (error) {
      if (tries >= ATTEMPTS || !(isWriteRefusal(error) || isProblem(error, 'state.conflict'))) throw error;
    }
  }
}
