import type { Id } from '../../kernel/ids.ts';
import { Problem, isProblem } from '../../kernel/problems.ts';
import { DAY, HOUR, instant } from '../../kernel/time.ts';
import { PRESENT } from '../../store/clauses.ts';
import { dueWrite } from '../../store/due.ts';
import type { EraserWorkspace, Workspace } from '../../store/workspace.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import { carryOut } from '../acts/carry-out.ts';
import { actsOf } from '../acts/plan-acts.ts';
import { tellOfLifting } from '../acts/tell.ts';
import { attendApproved } from '../decisions/decide.ts';
import { remind } from './remind.ts';
import { completeAfterTasks } from './tasks.ts';
import { watch } from './watch.ts';
import { attendDuty } from '../duty/attend-duty.ts';
import { isExpired } from '../steps/expire.ts';
import { isClosed } from '../request/life-cycle.ts';
import type { RequestItem } from '../request/model.ts';
import { liftPending } from '../request/pending.ts';
import { confirmFetched } from '../decisions/release.ts';
import { amend, step } from '../steps/store.ts';
import { isAct } from '../rights.ts';
import type { StartRun } from '../steps/runs.ts';
import { find, parts } from '../request/stored.ts';

/** How long a letter by post may wait before the content of a closed request is destroyed regardless. */
const POST_PATIENCE = 30 * DAY;

/** What attending to a request needs. */
export interface Attendance {
  readonly workspace: Workspace;
  /** The session that may delete keys; opened only when a key is to end. */
  readonly eraser: () => EraserWorkspace;
  readonly start: StartRun;
  /** Where members read requests; without one a reminder names the request by its number alone. */
  readonly publicUrl?: string;
}

/** True while a letter of the request is on its way, so that its content is still needed. */
async function lettersOpen(workspace: Workspace, request: RequestItem): Promise<boolean> {
  const mails = await parts(workspace, request.id, 'mail');
  const patient = workspace.now() - Date.parse(request.closedAt ?? '') < POST_PATIENCE;
  return mails.some(
    ({ state }) => state === 'waiting' || state === 'claimed' || (state === 'by-post' && patient),
  );
}

/** Once its letters are delivered, lifts what a closed request stopped and destroys the key of its content. */
async function endContent(attendance: Attendance, request: RequestItem): Promise<void> {
  const { workspace } = attendance;
  if (await lettersOpen(workspace, request)) {
    const at = workspace.now() + HOUR;
    await workspace.tables.write([dueWrite(workspace, { at, kind: 'request', reference: request.id })]);
    return;
  }
  await liftPending(workspace, request);
  if (request.lifted)
    await tellOfLifting(workspace, request, await actsOf(workspace, request.id), attendance.publicUrl);
  const eraser = attendance.eraser();
  try {
    await eraser.tables.write([{ delete: true, at: eraser.keys.ownerKey(request.key), if: PRESENT }]);
  } catch (error) {
    // Destroyed before; what is left is to note it.
    if (!isWriteRefusal(error)) throw error;
  }
  try {
    await amend(workspace, request.id, 'request.step', ({ key, keyEndedAt }) => {
      // Another tick was faster, and it may have been taken up again since, under another key: what it says now stays.
      if (key !== request.key || keyEndedAt) throw new Problem('state.conflict');
      return {
        set: { keyEndedAt: instant(workspace.now()) },
        remove: ['content'],
        note: { content: 'destroyed' },
      };
    });
  } catch (error) {
    if (!isProblem(error, 'state.conflict')) throw error;
  }
}

/**
 * Does whatever is due for a request, judged by its state and never by what planned it: begins an approved erasure
 * at the end of its stop window, goes on with acts that were cut short, repeats what was lost or is stuck, notes days of the
 * clocks, closes what nobody answered, destroys the content of a closed request. Doing it twice does nothing more.
 */
export async function attend(attendance: Attendance, reference: Id): Promise<void> {
  const { workspace, start } = attendance;
  let request = await find(workspace, reference);
  if (!request) return;
  if (isClosed(request)) {
    if (!request.keyEndedAt) await endContent(attendance, request);
    return;
  }
  await remind(workspace, request, attendance.publicUrl);
  request = await attendDuty(attendance, request);
  if (request.state === 'approved') request = await attendApproved(workspace, request, start);
  if (isExpired(request, workspace.now())) await step(workspace, reference, 'expire');
  else if (request.tasksLeft) await completeAfterTasks(workspace, reference);
  else if (isAct(request.type)) await carryOut(workspace, reference, attendance.publicUrl);
  await watch(workspace, request, start);
}

/**
 * What the end of a package's life means: a person who was given its address has been answered, and the request
 * closes; a package that nobody asked for is noted, and another one can be prepared.
 */
export async function packageEnded(workspace: Workspace, reference: Id): Promise<void> {
  const request = await find(workspace, reference);
  if (request?.state !== 'released') return;
  if (request.issuedAt) await confirmFetched(workspace, reference);
  else await amend(workspace, reference, 'request.step', () => ({ note: { package: 'ended' } }));
}
