import { eventWrite } from '../../audit/record-event.ts';
import type { Action } from '../../audit/vocabulary.ts';
import type { Id } from '../../kernel/ids.ts';
import { newTimeId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { MINUTE, instant } from '../../kernel/time.ts';
import { ABSENT, all, remove, set, stateIs, updates, versionIs } from '../../store/clauses.ts';
import { dueWrite } from '../../store/due.ts';
import { effectWrites } from '../../store/idempotency.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import { closingWrites } from './closing.ts';
import { untilTasksAreDone } from './open-tasks.ts';
import { queueWrites } from './queue-entry.ts';
import { checkOwed } from '../request/duties.ts';
import { endOfRecord } from '../request/end-of-record.ts';
import { STEP_ACTIONS, destination, isClosed, type Step } from '../request/life-cycle.ts';
import type { RequestItem } from '../request/model.ts';
import { PARTS, load } from '../request/stored.ts';

export { load, parts } from '../request/stored.ts';

/** What a step changes beside the state; all of it in one transaction. */
export interface Changes {
  /** Attributes of the request. */
  readonly set?: Partial<Omit<RequestItem, 'id' | 'state' | 'version'>>;
  readonly remove?: readonly (keyof RequestItem)[];
  /** Parts, mails and due work that belong to the step. */
  readonly writes?: readonly Write[];
  /** Opaque facts for the history: codes, counts, ids of principals. */
  readonly note?: Readonly<Record<string, string | number | boolean>>;
  /** Names the run and turn of a workflow; the same one again changes nothing (not with changes by a function). */
  readonly once?: string;
}

/** How often a step is prepared anew when the request has moved meanwhile. */
const ATTEMPTS = 5;

/** One line of a request's history, for the transaction of what it tells of. */
export function historyWrite(
  workspace: Workspace,
  request: Id,
  said: Readonly<Record<string, unknown>>,
): Write {
  const id = newTimeId(workspace.now(), workspace.random);
  const { kind, id: by } = workspace.actor;
  return {
    put: { id, at: instant(workspace.now()), by, byKind: kind, ...said },
    at: workspace.keys.requestPart(request, PARTS.history, id),
    if: ABSENT,
  };
}

/** The conditional change of a request from the version that was read. */
export function requestWrite(
  workspace: Workspace,
  request: RequestItem,
  change: Readonly<Record<string, unknown>>,
  gone: readonly string[] = [],
): Write {
  const setting = set({ ...change, version: request.version + 1 });
  return {
    update: gone.length > 0 ? updates(setting, remove(...gone)) : setting,
    at: workspace.keys.request(request.id),
    if: all(stateIs(request.state), versionIs(request.version)),
  };
}

/** The event of something done to a request. */
export function stepEvent(workspace: Workspace, action: Action, request: RequestItem): Write {
  return eventWrite(workspace, {
    action,
    target: request.id,
    request: request.id,
    type: request.type,
    ...(request.subject ? { subject: request.subject } : {}),
  });
}

function without(request: RequestItem, gone: readonly string[] = []): RequestItem {
  const left = Object.entries(request).filter(([name]) => !gone.includes(name));
  return Object.fromEntries(left) as unknown as RequestItem;
}

/** The due work by which those who follow a request by a standard are told of a step. */
export function followersWrite(workspace: Workspace, request: Id): Write {
  return dueWrite(workspace, { at: workspace.now(), kind: 'callback', reference: request });
}

async function attempt(
  workspace: Workspace,
  request: RequestItem,
  name: Step,
  changes: Changes,
): Promise<RequestItem> {
  const to = destination(request, name);
  const now = workspace.now();
  const closing = isClosed({ state: to });
  const due = { kind: 'request', reference: request.id } as const;
  const changed = {
    ...changes.set,
    state: to,
    movedAt: instant(now),
    ...(changes.once ? { last: changes.once } : {}),
    ...(closing ? { closedAt: instant(now), marks: [] } : {}),
  };
  const next = { ...request, ...changed, version: request.version + 1 } as RequestItem;
  const writes = [
    requestWrite(workspace, request, changed, changes.remove),
    historyWrite(workspace, request.id, { step: name, from: request.state, to, ...changes.note }),
    stepEvent(workspace, STEP_ACTIONS[name], next),
    ...effectWrites(workspace),
    ...(changes.writes ?? []),
    ...queueWrites(workspace, without(next, changes.remove), request),
    ...(request.followed ? [followersWrite(workspace, request.id)] : []),
    ...(closing
      ? [
          ...(await closingWrites(workspace, { ...next, marks: request.marks }, name)),
          dueWrite(workspace, { ...due, at: now + 5 * MINUTE }),
          dueWrite(workspace, { ...due, at: endOfRecord(instant(now)) }),
        ]
      : []),
  ];
  await workspace.tables.write(writes);
  return without(next, changes.remove);
}

/** Prepares a change anew, as often as the request moves meanwhile. */
async function persistently<T>(once: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await once();
    } catch (error) {
      if (!isWriteRefusal(error, 0)) throw error;
      if (tries >= ATTEMPTS) throw new Problem('unavailable', { retryAfter: 1 });
    }
  }
}

/**
 * Moves a request by one step of the life-cycle: state and version are the condition, history and event are in the
 * same transaction, and closing brings its letter. `state.conflict` when the life-cycle has no such step from here.
 * `changes` may depend on the request as it is then, and may be asked for more than once.
 */
export async function step(
  workspace: Workspace,
  request: Id,
  name: Step,
  changes: Changes | ((request: RequestItem) => Changes | Promise<Changes>) = {},
): Promise<RequestItem> {
  return persistently(async () => {
    const found = await load(workspace, request);
    const turn = typeof changes === 'function' ? undefined : changes.once;
    if (turn !== undefined && found.last === turn) return found;
    destination(found, name);
    checkOwed(found, name);
    const given = typeof changes === 'function' ? await changes(found) : changes;
    const { taken, left } = await untilTasksAreDone(workspace, found, name);
    return attempt(workspace, found, taken, {
      ...given,
      ...(left ? { set: { ...given.set, tasksLeft: left } } : {}),
      ...(left || !found.tasksLeft ? {} : { remove: [...(given.remove ?? []), 'tasksLeft' as const] }),
    });
  });
}

/** Changes a request without moving it; the same guarantees. `changes` refuses by throwing a `Problem`. */
export async function amend(
  workspace: Workspace,
  request: Id,
  action: Action,
  changes: (request: RequestItem) => Changes | Promise<Changes>,
): Promise<RequestItem> {
  return persistently(async () => {
    const found = await load(workspace, request);
    const given = await changes(found);
    const next = without({ ...found, ...given.set, version: found.version + 1 }, given.remove);
    await workspace.tables.write([
      requestWrite(workspace, found, { ...given.set }, given.remove),
      historyWrite(workspace, found.id, { ...given.note }),
      stepEvent(workspace, action, next),
      ...effectWrites(workspace),
      ...queueWrites(workspace, next, found),
      ...(given.writes ?? []),
    ]);
    return next;
  });
}
