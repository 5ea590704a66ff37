import { eventWrite } from '../../audit/record-event.ts';
import type { Id } from '../../kernel/ids.ts';
import { DAY } from '../../kernel/time.ts';
import { all, stateIs, versionIs } from '../../store/clauses.ts';
import { dueWrite } from '../../store/due.ts';
import type { EraserWorkspace, Workspace } from '../../store/workspace.ts';
import { tallyWrite } from '../desk/tally.ts';
import { isClosed } from '../request/life-cycle.ts';
import type { RequestItem } from '../request/model.ts';
import { ANYHOW } from '../plan/plan-store.ts';
import { find } from '../request/stored.ts';
import { endOfRecord } from '../request/end-of-record.ts';
import { neededFor, type Unneeded } from './needed.ts';
import { removeRemains } from './remains.ts';

/** What ending a record needs. */
export interface RecordAttendance {
  readonly workspace: Workspace;
  /** The session that may delete keys; opened only when something is to end. */
  readonly eraser: () => EraserWorkspace;
  /** Deletes every version of an object in every bucket, under the eraser's session. */
  readonly deleteAll: (objectKey: string) => Promise<unknown>;
}

/** How often somebody looks whether what a record is needed for is over. */
export const LOOK_AGAIN = 30 * DAY;

/** True once nothing is left that ends by clocks of its own: the letters, and the bytes of a document. */
function isSettled({ keyEndedAt, evidence }: RequestItem): boolean {
  return keyEndedAt !== undefined && evidence?.objectKey === undefined;
}

/** Ends the request itself, from one moment to the next: nobody meets half of one. Its count stays, and nobody in it. */
async function endRequest(workspace: EraserWorkspace, request: RequestItem, checks: Unneeded): Promise<void> {
  const { id, key, state, version, type, subject } = request;
  const { keys, tables } = workspace;
  await tables.write([
    { delete: true, at: keys.request(id), if: all(stateIs(state), versionIs(version)) },
    { delete: true, at: keys.ownerKey(key), if: ANYHOW },
    ...checks,
    tallyWrite(workspace, request),
    eventWrite(workspace, {
      action: 'request.end',
      target: id,
      request: id,
      type,
      ...(subject ? { subject } : {}),
    }),
  ]);
}

/**
 * Ends the record of a closed request once its time is over and nothing needs it (RET-02): the request with its key,
 * then whatever is left of it; receipts stay. What is needed still is looked at again later. Doing it twice, or going
 * on where it was cut off, does nothing more.
 */
export async function endRecord(attendance: RecordAttendance, reference: Id): Promise<void> {
  const { workspace, eraser, deleteAll } = attendance;
  const request = await find(workspace, reference);
  if (request) {
    const { closedAt } = request;
    if (!isClosed(request) || !closedAt || endOfRecord(closedAt) > workspace.now()) return;
    const checks = await neededFor(workspace, request);
    if (typeof checks === 'string' || !isSettled(request)) {
      const at = workspace.now() + LOOK_AGAIN;
      await workspace.tables.write([dueWrite(workspace, { at, kind: 'request', reference })]);
      return;
    }
    await endRequest(eraser(), request, checks);
  }
  await removeRemains(eraser(), reference, deleteAll);
}
