import type { Id } from '../../kernel/ids.ts';
import type { Workspace } from '../../store/workspace.ts';
import type { Step } from '../request/life-cycle.ts';
import type { RequestItem } from '../request/model.ts';
import type { RequestType } from '../rights.ts';
import { parts } from '../request/stored.ts';
import { TASK_KINDS, type TaskKind } from '../request/task-kinds.ts';

/** What is done instead of the last step of a right while a task that belongs to it is open. */
const INSTEAD: Readonly<Partial<Record<Step, Step>>> = { finish: 'finish-partly', collect: 'collect-partly' };

/** The open tasks without which the right is not done. */
export async function openTasks(
  workspace: Workspace,
  { id, type }: Pick<RequestItem, 'id' | 'type'>,
): Promise<Id[]> {
  const tasks = await parts(workspace, id, 'task');
  const open = tasks.filter(({ state, kind }) => {
    const { keepsOpen }: { keepsOpen: readonly RequestType[] } = TASK_KINDS[kind as TaskKind];
    return state === 'open' && keepsOpen.includes(type);
  });
  return open.map((task) => task['id'] as Id);
}

/** The step that is taken: a right is not called done while a task that belongs to it is open; and those tasks. */
export async function untilTasksAreDone(
  workspace: Workspace,
  request: RequestItem,
  step: Step,
): Promise<{ readonly taken: Step; readonly left?: readonly Id[] }> {
  const instead = INSTEAD[step];
  const left = instead ? await openTasks(workspace, request) : [];
  return instead && left.length > 0 ? { taken: instead, left } : { taken: step };
}
