import { RETENTION_CLASSES } from '../../catalogue/vocabulary.ts';
import type { TenantObjects } from '../../files/objects.ts';
import type { Id } from '../../kernel/ids.ts';
import { instant } from '../../kernel/time.ts';
import { PRESENT } from '../../store/clauses.ts';
import { dueWrite } from '../../store/due.ts';
import type { EraserWorkspace, Workspace, Write } from '../../store/workspace.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import { isClosed, isUnidentified } from '../life-cycle.ts';
import type { RequestItem } from '../model.ts';
import { amend, load } from '../request-store.ts';
import { parts } from '../stored.ts';
import { COPY_LIFE } from './documents.ts';
import { isPendingEvidence, type Evidence } from './evidence-item.ts';
import { mandateFrom, mandateKey } from './mandate-store.ts';

/** What ending documents needs. */
export interface DocumentAttendance {
  readonly workspace: Workspace;
  readonly objects: TenantObjects;
  /** Deletes every version of an object in every bucket, under the eraser's session. */
  readonly deleteAll: (objectKey: string) => Promise<unknown>;
  /** The session that may delete keys; opened only when a key is to end. */
  readonly eraser: () => EraserWorkspace;
}

const past = (at: string | undefined, after: number, now: number) =>
  at !== undefined && Date.parse(at) + after <= now;

/**
 * Deletes the bytes of a document whose check is over, whatever ended it: its result, another identification, the end of
 * the request, its time.
 * Once more a little later, for a call that was under way; then the place is forgotten as well.
 */
async function endEvidence(attendance: DocumentAttendance, request: RequestItem, evidence: Evidence) {
  const { workspace, objects, deleteAll } = attendance;
  const { objectKey, openedAt, until, goneAt } = evidence;
  const now = workspace.now();
  if (!objectKey) return;
  if (isPendingEvidence(evidence) && isUnidentified(request) && !past(until, 0, now)) {
    if (past(openedAt, COPY_LIFE, now)) await objects.remove('handover', objectKey);
    return;
  }
  await deleteAll(objectKey);
  if (goneAt && !past(goneAt, COPY_LIFE, now)) return;
  await amend(workspace, request.id, 'request.step', ({ evidence: held = evidence }) => {
    const { objectKey: _gone, ...outcome } = held;
    if (goneAt) return { set: { evidence: outcome }, note: { document: 'forgotten' } };
    const state = isPendingEvidence(held) ? 'unused' : held.state;
    return {
      set: { evidence: { ...held, state, goneAt: instant(now) } },
      note: { document: 'deleted' },
      writes: [dueWrite(workspace, { at: now + COPY_LIFE, kind: 'request', reference: request.id })],
    };
  });
}

/** When the mandates of a closed request end: with its record. */
function mandateEnd(closedAt: string): number {
  const end = new Date(closedAt);
  end.setUTCFullYear(end.getUTCFullYear() + RETENTION_CLASSES.request.years);
  return end.getTime();
}

/** Keeps the mandates of a request for as long as its record, and ends them with it: the key, the bytes, the entry. */
async function endMandates(attendance: DocumentAttendance, request: RequestItem): Promise<void> {
  const { workspace, objects, deleteAll, eraser } = attendance;
  const mandates = (await parts(workspace, request.id, 'mandate')).map(mandateFrom);
  if (mandates.length === 0) return;
  const now = workspace.now();
  for (const { objectKey, openedAt } of mandates)
    if (objectKey && past(openedAt, COPY_LIFE, now)) await objects.remove('handover', objectKey);
  if (!isClosed(request) || !request.closedAt) return;
  const end = mandateEnd(request.closedAt);
  if (end > now) {
    await workspace.tables.write([dueWrite(workspace, { at: end, kind: 'request', reference: request.id })]);
    return;
  }
  const able = eraser();
  for (const { id, key, objectKey } of mandates) {
    if (objectKey) await deleteAll(objectKey);
    await ended(able, [{ delete: true, at: able.keys.ownerKey(key), if: PRESENT }]);
    await ended(workspace, [{ delete: true, at: mandateKey(workspace, request.id, id), if: PRESENT }]);
  }
}

async function ended({ tables }: Pick<Workspace, 'tables'>, writes: readonly Write[]): Promise<void> {
  try {
    await tables.write(writes);
  } catch (error) {
    // It ended before.
    if (!isWriteRefusal(error)) throw error;
  }
}

/** Does what is due for the documents of a request, judged by its state and theirs; again, it does nothing more. */
export async function attendDocuments(attendance: DocumentAttendance, reference: Id): Promise<void> {
  const request = await load(attendance.workspace, reference);
  if (request.evidence) await endEvidence(attendance, request, request.evidence);
  if (request.agent || request.reopened) await endMandates(attendance, request);
}
