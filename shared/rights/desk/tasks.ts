import type { Id } from '../../kernel/ids.ts';
import { dueWrite } from '../../store/due.ts';
import type { Workspace } from '../../store/workspace.ts';
import { isProblem } from '../../kernel/problems.ts';
import type { RequestItem } from '../request/model.ts';
import { load, step } from '../steps/store.ts';
import { addDeskItem, endDeskItem } from './desk-item.ts';
import { openTasks } from '../steps/open-tasks.ts';
import type { TaskKind } from '../request/task-kinds.ts';

/** Notes something that has to be done where the product cannot do it. */
export async function addTask(
  workspace: Workspace,
  request: Id,
  task: { readonly kind: TaskKind; readonly title: string; readonly where: string },
): Promise<Id> {
  const { kind, title, where } = task;
  return (await addDeskItem(workspace, request, 'task', { kind }, { title, where })).id;
}

/** Closes a request that waited for its tasks only, once the last one has ended; otherwise it does nothing. */
export async function completeAfterTasks(workspace: Workspace, request: Id): Promise<RequestItem> {
  const found = await load(workspace, request);
  const waits = found.state === 'partly-done' && found.tasksLeft !== undefined;
  if (!waits || (await openTasks(workspace, found)).length > 0) return found;
  try {
    return await step(workspace, request, 'complete');
  } catch (error) {
    // Another one was faster.
    if (!isProblem(error, 'state.conflict')) throw error;
    return load(workspace, request);
  }
}

/** Says that a task was done, or is not needed; the last one lets the request that waited for it be done. */
export async function endTask(
  workspace: Workspace,
  request: Id,
  task: Id,
  state: 'done' | 'dropped',
): Promise<RequestItem> {
  const due = dueWrite(workspace, { at: workspace.now(), kind: 'request', reference: request });
  await endDeskItem(workspace, request, 'task', task, state, [due]);
  return completeAfterTasks(workspace, request);
}
