import { eventWrite } from '../audit/record-event.ts';
import type { Id } from '../kernel/ids.ts';
import { newTimeId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { MINUTE, instant } from '../kernel/time.ts';
import { ABSENT, all, remove, set, stateIs, updates, versionIs } from '../store/clauses.ts';
import { dueWrite } from '../store/due.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { closingWrites } from './closing.ts';
import { STEP_ACTIONS, destination, isClosed } from './life-cycle.ts';
import type { RequestItem, Step } from './model.ts';
import { PARTS, load } from './stored.ts';

export { load, parts } from './stored.ts';

/** What a step changes beside the state; all of it in one transaction. */
export interface Changes {
  /** Attributes of the request. */
  readonly set?: Partial<Omit<RequestItem, 'id' | 'state' | 'version'>>;
  readonly remove?: readonly (keyof RequestItem)[];
  /** Parts, mails and due work that belong to the step. */
  readonly writes?: readonly Write[];
  /** Opaque facts for the history: codes, counts, ids of principals. */
  readonly note?: Readonly<Record<string, string | number | boolean>>;
  /** Names the run and turn of a workflow; the same one again changes nothing. */
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

async function attempt(
  workspace: Workspace,
  request: RequestItem,
  name: Step,
  changes: Changes,
): Promise<RequestItem> {
  const to = destination(request, name);
  const now = workspace.now();
  const closing = isClosed({ state: to });
  const changed = {
    ...changes.set,
    state: to,
    ...(changes.once ? { last: changes.once } : {}),
    ...(closing ? { closedAt: instant(now), marks: [] } : {}),
  };
  const next = { ...request, ...changed, version: request.version + 1 } as RequestItem;
  const writes = [
    requestWrite(workspace, request, changed, changes.remove),
    historyWrite(workspace, request.id, { step: name, from: request.state, to, ...changes.note }),
    eventWrite(workspace, {
      action: STEP_ACTIONS[name],
      target: request.id,
      request: request.id,
      type: request.type,
      ...(next.subject ? { subject: next.subject } : {}),
    }),
    ...(changes.writes ?? []),
    ...(closing
      ? [
          ...(await closingWrites(workspace, { ...next, marks: request.marks }, name)),
          dueWrite(workspace, { at: now + 5 * MINUTE, kind: 'request', reference: request.id }),
        ]
      : []),
  ];
  await workspace.tables.write(writes);
  const gone: readonly string[] = changes.remove ?? [];
  return Object.fromEntries(
    Object.entries(next).filter(([name]) => !gone.includes(name)),
  ) as unknown as RequestItem;
}

/**
 * Moves a request by one step of the life-cycle: state and version are the condition, history and event are in the
 * same transaction, and closing brings its letter. `state.conflict` when the life-cycle has no such step from here;
 * `precondition.failed` for another version than the caller's. `changes` may depend on the request as it is then.
 */
export async function step(
  workspace: Workspace,
  request: Id,
  name: Step,
  changes: Changes | ((request: RequestItem) => Changes | Promise<Changes>) = {},
  version?: number,
): Promise<RequestItem> {
  for (let tries = 1; ; tries++) {
    const found = await load(workspace, request);
    if (version !== undefined && found.version !== version) throw new Problem('precondition.failed');
    const given = typeof changes === 'function' ? await changes(found) : changes;
    if (given.once !== undefined && found.last === given.once) return found;
    try {
      return await attempt(workspace, found, name, given);
    } catch (error) {
      if (!isWriteRefusal(error, 0)) throw error;
      if (tries >= ATTEMPTS) throw new Problem('unavailable', { retryAfter: 1 });
    }
  }
}
