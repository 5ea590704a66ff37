import { HOUR, MINUTE, instant } from '../../kernel/time.ts';
import { dueWrite } from '../../store/due.ts';
import type { Workspace } from '../../store/workspace.ts';
import type { RequestState } from '../request/life-cycle.ts';
import type { RequestItem } from '../request/model.ts';
import { amend, step } from '../steps/store.ts';
import { runOf, type StartRun } from '../steps/runs.ts';

/** How long work of a state may stand still until it is begun anew, by far longer than it ever takes. */
export const STANDSTILL: Readonly<Partial<Record<RequestState, number>>> = {
  preparing: HOUR,
  executing: 6 * HOUR,
};
/** How often work is begun anew at once, and how often altogether before only an officer can. */
export const RESTARTS = { atOnce: 2, altogether: 5 } as const;
/** How long after it has failed work is tried again by itself. */
export const NEXT_TRY = 6 * HOUR;

const due = (workspace: Workspace, { id }: RequestItem, at: number) =>
  dueWrite(workspace, { at, kind: 'request', reference: id });

/** Begins the work anew under another name: whatever the former run does, the request goes on. */
async function beginAnew(workspace: Workspace, request: RequestItem, start: StartRun): Promise<void> {
  const now = workspace.now();
  const restarts = (request.restarts ?? 0) + 1;
  const changes = ({ attempt, state }: RequestItem) => ({
    set: { attempt: attempt + 1, restarts, movedAt: instant(now) },
    remove: ['nextTryAt' as const],
    note: { restarts },
    writes: [due(workspace, request, now + (STANDSTILL[state] ?? MINUTE))],
  });
  const again = await (request.state === 'failed'
    ? step(workspace, request.id, request.executedAt ? 'retry' : 'prepare', changes)
    : amend(workspace, request.id, 'request.step', changes));
  const run = runOf(workspace.tenant, again);
  if (run) await start(run);
}

/** Says that the work has failed, and when it is tried again. */
async function giveUp(workspace: Workspace, request: RequestItem): Promise<void> {
  const at = workspace.now() + NEXT_TRY;
  const last = (request.restarts ?? 0) >= RESTARTS.altogether;
  await step(workspace, request.id, 'fail', {
    set: last ? {} : { nextTryAt: instant(at) },
    note: { why: 'stands still', ...(last ? {} : { nextTryAt: instant(at) }) },
    writes: last ? [] : [due(workspace, request, at)],
  });
}

/**
 * Watches the work that a request's state stands for: a start that was lost is repeated; work that stands still is
 * begun anew, then fails with its reason and the time of the next try, and in the end waits for an officer.
 */
export async function watch(workspace: Workspace, request: RequestItem, start: StartRun): Promise<void> {
  const now = workspace.now();
  if (request.nextTryAt && request.state === 'failed') {
    if (Date.parse(request.nextTryAt) <= now) await beginAnew(workspace, request, start);
    return;
  }
  const run = runOf(workspace.tenant, request);
  if (!run) return;
  const until = Date.parse(request.movedAt ?? request.createdAt) + (STANDSTILL[request.state] ?? 0);
  if (now < until) {
    await workspace.tables.write([due(workspace, request, until)]);
    await start(run);
  } else if ((request.restarts ?? 0) < RESTARTS.atOnce) await beginAnew(workspace, request, start);
  else await giveUp(workspace, request);
}
