import type { Id } from '../../kernel/ids.ts';
import { Problem, isProblem } from '../../kernel/problems.ts';
import { MINUTE, SECOND, instant } from '../../kernel/time.ts';
import { cancelDue, dueWrite } from '../../store/due.ts';
import type { Workspace } from '../../store/workspace.ts';
import { carryOut } from '../acts/carry-out.ts';
import { planActs } from '../acts/plan-acts.ts';
import { checkAuthority } from '../identity/authority.ts';
import type { RequestItem } from '../request/model.ts';
import { controlFrom } from '../../subjects/control.ts';
import { holdBack } from '../steps/hold-back.ts';
import { checkPlan } from './plan-items.ts';
import { load, step } from '../steps/store.ts';
import { isAct } from '../rights.ts';
import { runAhead, runOf, type StartRun } from '../steps/runs.ts';

/** How long after its beginning a run is looked for: should the start have failed, it is repeated then. */
export const START_CHECK = MINUTE;

/** How long before the end of its stop window the run of an erasure is started: no tick has to come at that moment. */
const AHEAD = 2 * MINUTE;

const checkStart = (workspace: Workspace, reference: Id) =>
  dueWrite(workspace, { at: workspace.now() + START_CHECK, kind: 'request', reference });

async function started(workspace: Workspace, request: RequestItem, start: StartRun): Promise<RequestItem> {
  const run = runOf(workspace.tenant, request);
  if (run) await start(run);
  return request;
}

/** A further copy is made once its fee is settled: the person may prefer to do without it (Art. 15(3)). */
function refuseOpenFee({ fee }: RequestItem): void {
  if (fee && !fee.settled)
    throw new Problem('state.conflict', { detail: 'The fee for this further copy is open.' });
}

/**
 * Lets the package or the plan be made, again if need be. An erasure that has frozen the person can only be tried
 * again: `state.conflict`; one that gave the person back unharmed is planned anew.
 */
export async function prepare(workspace: Workspace, request: Id, start: StartRun): Promise<RequestItem> {
  if (isAct((await load(workspace, request)).type)) return planActs(workspace, request);
  const held = await holdBack(workspace, request);
  if (held) return held;
  const prepared = await step(workspace, request, 'prepare', async (found) => {
    refuseOpenFee(found);
    const { executedAt, attempt, subject } = found;
    const [item] = executedAt && subject ? await workspace.tables.get([workspace.keys.subject(subject)]) : [];
    if (item && controlFrom(item)?.state !== 'active')
      throw new Problem('state.conflict', { detail: 'The erasure has begun: it can only be tried again.' });
    return {
      set: { attempt: attempt + 1 },
      remove: ['executedAt', 'decidedBy', 'decidedAt', 'stopUntil'],
      writes: [checkStart(workspace, request)],
    };
  });
  return started(workspace, prepared, start);
}

/** Approves the acts of a plan and does them; should that be cut short, the clock goes on with it. */
async function approveActs(workspace: Workspace, request: Id, publicUrl?: string): Promise<RequestItem> {
  const { id: decidedBy } = workspace.actor;
  await step(workspace, request, 'approve', (found) => {
    checkAuthority(found, workspace.now());
    return {
      set: { decidedBy, decidedAt: instant(workspace.now()) },
      writes: [checkStart(workspace, request)],
    };
  });
  return carryOut(workspace, request, publicUrl);
}

/**
 * Approves a plan. An erasure can be stopped until its stop window ends; the acts of other rights are done at once.
 * `same-person` for the one who opened a request for erasure; `law.missing` and `rule.violated` while its plan is not
 * complete.
 */
export async function approve(
  workspace: Workspace,
  request: Id,
  windowSeconds: number,
  publicUrl?: string,
): Promise<RequestItem> {
  if (isAct((await load(workspace, request)).type)) return approveActs(workspace, request, publicUrl);
  const { id: decidedBy } = workspace.actor;
  return step(workspace, request, 'approve', async (found) => {
    checkAuthority(found, workspace.now());
    if (found.openedBy === decidedBy) throw new Problem('same-person');
    await checkPlan(workspace, request);
    const now = workspace.now();
    const stopUntil = now + windowSeconds * SECOND;
    return {
      set: { decidedBy, decidedAt: instant(now), stopUntil: instant(stopUntil) },
      note: { stopUntil: instant(stopUntil) },
      writes: [...new Set([Math.max(now, stopUntil - AHEAD), stopUntil])].map((at) =>
        dueWrite(workspace, { at, kind: 'request', reference: request }),
      ),
    };
  });
}

/** Stops an approved erasure while the stop window is open; `state.conflict` afterwards. */
export async function stop(workspace: Workspace, request: Id): Promise<RequestItem> {
  return step(workspace, request, 'stop', ({ attempt, stopUntil = '' }) => {
    const at = Date.parse(stopUntil);
    if (at <= workspace.now()) throw new Problem('state.conflict', { detail: 'The stop window is over.' });
    return {
      // A run that was started ahead has the name of this attempt, and will find that it is over.
      set: { attempt: attempt + 1 },
      remove: ['decidedBy', 'decidedAt', 'stopUntil'],
      writes: [cancelDue(workspace, { at, kind: 'request', reference: request })],
    };
  });
}

/** Begins an approved erasure once its stop window is over; called by the clock, never by a caller. */
export async function execute(workspace: Workspace, request: Id): Promise<RequestItem> {
  return step(workspace, request, 'execute', ({ attempt, stopUntil = '' }) => {
    if (!(Date.parse(stopUntil) <= workspace.now()))
      throw new Problem('state.conflict', { detail: 'The stop window is open.' });
    return {
      set: { attempt: attempt + 1, executedAt: instant(workspace.now()) },
      writes: [checkStart(workspace, request)],
    };
  });
}

/** Seconds until the stop window of an approved erasure ends; 0 once it is over. */
export function secondsToEnd({ stopUntil = '' }: RequestItem, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(stopUntil) - now) / SECOND));
}

/** Begins an approved erasure at the end of its stop window, unless somebody else was faster; the request as it is then. */
export async function executeAtEnd(workspace: Workspace, request: Id): Promise<RequestItem> {
  try {
    return await execute(workspace, request);
  } catch (error) {
    if (!isProblem(error, 'state.conflict')) throw error;
    return load(workspace, request);
  }
}

/** Begins an approved erasure whose stop window is over; shortly before, starts the run that waits for the end. */
export async function attendApproved(
  workspace: Workspace,
  request: RequestItem,
  start: StartRun,
): Promise<RequestItem> {
  const seconds = secondsToEnd(request, workspace.now());
  if (seconds === 0) return executeAtEnd(workspace, request.id);
  if (seconds * SECOND <= AHEAD) await start(runAhead(workspace.tenant, request));
  return request;
}

/** Tries again what has failed or was done in part: of an act or an erasure, only what is left. */
export async function retry(
  workspace: Workspace,
  request: Id,
  start: StartRun,
  publicUrl?: string,
): Promise<RequestItem> {
  const again = await step(workspace, request, 'retry', ({ type, attempt, executedAt }) => {
    if (!isAct(type) && !executedAt)
      throw new Problem('state.conflict', { detail: 'Prepare it again instead.' });
    return { set: { attempt: attempt + 1 }, writes: [checkStart(workspace, request)] };
  });
  return isAct(again.type) ? carryOut(workspace, request, publicUrl) : started(workspace, again, start);
}
