import { createHash } from 'node:crypto';
import { recordRead } from '../audit/record-event.ts';
import { sealFrames } from '../crypto/frames.ts';
import type { TenantObjects } from '../files/objects.ts';
import type { Id, SubjectId } from '../kernel/ids.ts';
import { newId } from '../kernel/ids.ts';
import { instant } from '../kernel/time.ts';
import { FAILED_STEP, type WorkflowAnswer, type WorkflowEvent } from '../kernel/workflow.ts';
import type { RequestItem } from '../rights/model.ts';
import { isPackage } from '../rights/rights.ts';
import { load, step } from '../rights/request-store.ts';
import { requestKey } from '../rights/sealed.ts';
import type { Workspace } from '../store/workspace.ts';
import { controlFrom } from '../subjects/control.ts';
import { isTooLarge, packageBytes, packageContents } from './package-bytes.ts';
import type { Contents, Packing } from './packing.ts';
import {
  findPackage,
  packageBinding,
  packageWrites,
  PACKAGE_LIFE,
  removeBytes,
  type Package,
} from './package-store.ts';

/** What a package is made with. */
export interface Exporting {
  readonly workspace: Workspace;
  readonly objects: TenantObjects;
}

/**
 * One run of the export: makes the package that a right is served by and hands it to the officer's review. Whatever cuts it
 * off, it begins anew into another object; what the request points at is always whole.
 */
export async function exportTurn(exporting: Exporting, event: WorkflowEvent): Promise<WorkflowAnswer> {
  const { workspace } = exporting;
  const id = event['request'] as Id;
  const request = await load(workspace, id);
  const once = `collect-${event['attempt']}`;
  // Withdrawn meanwhile, or made by a turn whose answer was lost.
  if (request.state !== 'preparing' || request.attempt !== event['attempt']) return { next: 'done' };
  if (event.step === FAILED_STEP) {
    await step(workspace, id, 'fail', { once, note: { step: String(event['failedStep'] ?? '') } });
    return { next: 'failed' };
  }
  const person = await livingPerson(workspace, request);
  if (person)
    await recordRead(workspace, { action: 'request.export', target: id, request: id, subject: person });
  const packing: Packing = { ...exporting, about: request };
  const contents = isPackage(request.type) && (await packageContents(request.type, packing, person));
  if (!contents) {
    await step(workspace, id, 'find-nothing', { once });
    return { next: 'done' };
  }
  if (isTooLarge(contents)) {
    await step(workspace, id, 'fail', { once, note: { reason: 'too-large', files: contents.counts.files } });
    return { next: 'failed' };
  }
  const made = await make(packing, contents);
  const before = await findPackage(workspace, id);
  await step(workspace, id, 'prepared', {
    once,
    note: { ...made.counts },
    writes: packageWrites(workspace, id, made, before),
  });
  if (before) await removeBytes(exporting.objects, before);
  return { next: 'done' };
}

/** The person of a request who is still here. */
async function livingPerson(workspace: Workspace, { subject }: RequestItem): Promise<SubjectId | undefined> {
  const [control] = subject ? await workspace.tables.get([workspace.keys.subject(subject)]) : [];
  return control && controlFrom(control)?.state !== 'erased' ? subject : undefined;
}

async function make(packing: Packing, contents: Contents): Promise<Package> {
  const { workspace, objects, about } = packing;
  const id = newId(workspace.random);
  const objectKey = objects.newKey(workspace.random);
  const hash = createHash('sha256');
  let size = 0;
  async function* counted() {
    for await (const chunk of packageBytes(packing, contents)) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  await seal(packing, about, id, objectKey, counted());
  const now = workspace.now();
  return {
    id,
    objectKey,
    size,
    sha256: hash.digest('hex'),
    counts: contents.counts,
    createdAt: instant(now),
    expiresAt: instant(now + PACKAGE_LIFE),
  };
}

async function seal(
  { workspace, objects }: Exporting,
  request: RequestItem,
  id: Id,
  objectKey: string,
  source: AsyncIterable<Uint8Array>,
): Promise<void> {
  const key = await requestKey(workspace, request);
  const sealed = sealFrames(workspace, key, packageBinding(request.id, id), source);
  await objects.write('vault', objectKey, sealed, 'application/octet-stream');
}
