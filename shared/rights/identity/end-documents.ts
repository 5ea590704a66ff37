import type { TenantObjects } from '../../files/objects.ts';
import type { Id } from '../../kernel/ids.ts';
import { instant } from '../../kernel/time.ts';
import { dueWrite } from '../../store/due.ts';
import type { Workspace } from '../../store/workspace.ts';
import { isUnidentified } from '../request/life-cycle.ts';
import type { RequestItem } from '../request/model.ts';
import { amend } from '../steps/store.ts';
import { find, parts } from '../request/stored.ts';
import { COPY_LIFE } from './documents.ts';
import { isPendingEvidence, type Evidence } from '../request/evidence-item.ts';
import { mandateFrom } from './mandate-store.ts';

/** What ending documents needs. */
export interface DocumentAttendance {
  readonly workspace: Workspace;
  readonly objects: TenantObjects;
  /** Deletes every version of an object in every bucket, under the eraser's session. */
  readonly deleteAll: (objectKey: string) => Promise<unknown>;
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

/** Takes opened copies of mandates away; the mandates themselves stay with the case until its record ends. */
async function endMandateCopies({ workspace, objects }: DocumentAttendance, { id }: RequestItem) {
  for (const { objectKey, openedAt } of (await parts(workspace, id, 'mandate')).map(mandateFrom))
    if (objectKey && past(openedAt, COPY_LIFE, workspace.now())) await objects.remove('handover', objectKey);
}

/** Does what is due for the documents of a request, judged by its state and theirs; again, it does nothing more. */
export async function attendDocuments(attendance: DocumentAttendance, reference: Id): Promise<void> {
  const request = await find(attendance.workspace, reference);
  if (!request) return;
  if (request.evidence) await endEvidence(attendance, request, request.evidence);
  if (request.agent || request.reopened) await endMandateCopies(attendance, request);
}
