import { recordRead } from '../../audit/record-event.ts';
import type { TenantObjects, UploadForm } from '../../files/objects.ts';
import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import { PRESENT, lacks, set } from '../../store/clauses.ts';
import { dueWrite } from '../../store/due.ts';
import type { Workspace } from '../../store/workspace.ts';
import { load } from '../steps/store.ts';
import {
  COPY_LIFE,
  documentForm,
  openDocument,
  sealUpload,
  type DocumentAddress,
  type Sealing,
} from './documents.ts';
import { loadMandate, mandateBinding, mandateKey, mandateOwner, type Mandate } from './mandate-store.ts';

async function sealing(workspace: Workspace, request: Id, mandate: Mandate): Promise<Sealing> {
  const { id, objectKey } = mandate;
  if (!objectKey) throw new Problem('conflict', { detail: 'Post the document to its form first.' });
  const binding = mandateBinding(request, id, 'document');
  return { objectKey, key: await mandateOwner(workspace, mandate), binding };
}

/** Prepares the upload of the document that shows the agent's authority; `conflict` once it is stored. */
export async function uploadMandate(
  workspace: Workspace,
  objects: TenantObjects,
  request: Id,
): Promise<UploadForm> {
  const { id, objectKey: before, sealedAt } = await loadMandate(workspace, await load(workspace, request));
  if (sealedAt) throw new Problem('conflict', { detail: 'The mandate is stored.' });
  const objectKey = before ?? objects.newKey(workspace.random);
  if (!before)
    await workspace.tables.write([
      { update: set({ objectKey }), at: mandateKey(workspace, request, id), if: lacks('objectKey') },
    ]);
  return documentForm(objects, objectKey);
}

/** Seals the posted mandate under its own key, with the case; repeating it is harmless. */
export async function completeMandate(
  workspace: Workspace,
  objects: TenantObjects,
  request: Id,
): Promise<void> {
  const mandate = await loadMandate(workspace, await load(workspace, request));
  const sealed = await sealing(workspace, request, mandate);
  if (!mandate.sealedAt) {
    await sealUpload(workspace, objects, sealed);
    const sealedAt = instant(workspace.now());
    const at = mandateKey(workspace, request, mandate.id);
    await workspace.tables.write([{ update: set({ sealedAt }), at, if: PRESENT }]);
  }
  await objects.remove('intake', sealed.objectKey);
}

/** Opens the mandate for an officer; the reading is logged first, and the copy is taken away soon after. */
export async function openMandate(
  workspace: Workspace,
  objects: TenantObjects,
  request: Id,
): Promise<DocumentAddress> {
  const mandate = await loadMandate(workspace, await load(workspace, request));
  const sealed = await sealing(workspace, request, mandate);
  await recordRead(workspace, { action: 'request.read', target: request, request, fields: ['mandate'] });
  const now = workspace.now();
  await workspace.tables.write([
    { update: set({ openedAt: instant(now) }), at: mandateKey(workspace, request, mandate.id), if: PRESENT },
    dueWrite(workspace, { at: now + COPY_LIFE, kind: 'request', reference: request }),
  ]);
  return openDocument(workspace, objects, sealed);
}
