import { recordRead } from '../../audit/record-event.ts';
import type { TenantObjects, UploadForm } from '../../files/objects.ts';
import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import { dueWrite } from '../../store/due.ts';
import type { Workspace } from '../../store/workspace.ts';
import { answered, dueDays } from '../request/clocks.ts';
import { isUnidentified } from '../request/life-cycle.ts';
import type { RequestItem } from '../request/model.ts';
import { amend, load } from '../steps/store.ts';
import { requestBinding, requestKey } from '../request/sealed.ts';
import {
  COPY_LIFE,
  documentForm,
  openDocument,
  removeDocument,
  sealUpload,
  type DocumentAddress,
  type FormBounds,
  type Screen,
  type Sealing,
} from './documents.ts';
import { EVIDENCE_LIFE, type Evidence, type EvidenceState } from '../request/evidence-item.ts';
import { identify, reachable } from './identify.ts';

/** The document of a request in one of these states; `state.conflict` otherwise. */
function evidenceOf(request: RequestItem, ...states: readonly EvidenceState[]): Evidence {
  const { evidence } = request;
  if (evidence && states.includes(evidence.state) && isUnidentified(request)) return evidence;
  throw new Problem('state.conflict', { detail: 'No document of this request is at this point.' });
}

async function sealing(
  workspace: Workspace,
  request: RequestItem,
  { objectKey }: Evidence,
): Promise<Sealing> {
  if (!objectKey) throw new Problem('gone');
  const binding = requestBinding(request.id, objectKey.slice(-26), 'evidence');
  return { objectKey, key: await requestKey(workspace, request), binding };
}

/** Prepares the upload of the document that was asked for; it goes thirty days later at the latest. */
export async function uploadEvidence(
  workspace: Workspace,
  objects: TenantObjects,
  request: Id,
  bounds?: FormBounds,
): Promise<UploadForm> {
  const { evidence } = await amend(workspace, request, 'request.challenge', (found) => {
    const asked = evidenceOf(found, 'asked');
    const objectKey = asked.objectKey ?? objects.newKey(workspace.random);
    const until = asked.until ?? instant(workspace.now() + EVIDENCE_LIFE);
    return {
      set: { evidence: { ...asked, objectKey, until } },
      note: { document: 'upload' },
      writes: [dueWrite(workspace, { at: Date.parse(until), kind: 'request', reference: request })],
    };
  });
  return documentForm(objects, evidence?.objectKey ?? '', bounds);
}

/**
 * Seals the posted document under the request's key. The person has answered when it arrived, `receivedAt`, whenever it
 * was uploaded; repeating it is harmless. `screen` may refuse bytes.
 */
export async function completeEvidence(
  workspace: Workspace,
  objects: TenantObjects,
  request: Id,
  receivedAt: string,
  screen?: Screen,
): Promise<RequestItem> {
  const found = await load(workspace, request);
  const evidence = evidenceOf(found, 'asked', 'held');
  const at = Date.parse(receivedAt);
  if (at > workspace.now() || at < Date.parse(evidence.askedAt))
    throw new Problem('rule.violated', {
      violations: [{ pointer: '/receivedAt', rule: 'since it was asked' }],
    });
  if (evidence.state === 'held') return found;
  const sealed = await sealing(workspace, found, evidence);
  await sealUpload(workspace, objects, sealed, screen);
  const held = await amend(workspace, request, 'request.challenge', (now) => {
    const asked = evidenceOf(now, 'asked');
    if (asked.objectKey !== sealed.objectKey) throw new Problem('state.conflict');
    const suspensions = answered(now, () => at);
    return {
      set: { evidence: { ...asked, state: 'held' }, ...suspensions, ...dueDays({ ...now, ...suspensions }) },
      note: { document: 'held' },
    };
  });
  await objects.remove('intake', sealed.objectKey);
  return held;
}

/** Opens the document for an officer; the reading is logged first, and the copy is taken away soon after. */
export async function openEvidence(
  workspace: Workspace,
  objects: TenantObjects,
  request: Id,
): Promise<DocumentAddress> {
  const found = await load(workspace, request);
  const sealed = await sealing(workspace, found, evidenceOf(found, 'held'));
  const { type, subject } = found;
  await recordRead(workspace, {
    action: 'request.read',
    target: request,
    request,
    type,
    ...(subject ? { subject } : {}),
    fields: ['evidence'],
  });
  await amend(workspace, request, 'request.step', (now) => {
    const evidence = evidenceOf(now, 'held');
    const at = workspace.now();
    return {
      set: { evidence: { ...evidence, openedAt: instant(at) } },
      note: { document: 'opened' },
      writes: [dueWrite(workspace, { at: at + COPY_LIFE, kind: 'request', reference: request })],
    };
  });
  return openDocument(workspace, objects, sealed);
}

/**
 * Says what the document showed: who is confirmed is identified, who is not can be asked again. The bytes are deleted
 * with the result, its outcome stays (IDV-02).
 */
export async function decideEvidence(
  workspace: Workspace,
  objects: TenantObjects,
  request: Id,
  outcome: 'confirmed' | 'rejected',
): Promise<RequestItem> {
  const decided = { state: outcome, decidedBy: workspace.actor.id, decidedAt: instant(workspace.now()) };
  const recordedBy = workspace.actor.id;
  const after =
    outcome === 'confirmed'
      ? await identify(workspace, request, async (found) => ({
          how: { method: 'document', recordedBy },
          contact: await reachable(workspace, found),
          set: { evidence: { ...evidenceOf(found, 'held'), ...decided } },
        }))
      : await amend(workspace, request, 'request.verify', (found) => ({
          set: { evidence: { ...evidenceOf(found, 'held'), ...decided } },
          note: { document: outcome },
          writes: [dueWrite(workspace, { at: workspace.now(), kind: 'request', reference: request })],
        }));
  if (after.evidence?.objectKey) await removeDocument(objects, after.evidence.objectKey);
  return after;
}
