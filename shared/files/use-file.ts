import { recordRead } from '../audit/record-event.ts';
import { file } from '../catalogue/types/file.ts';
import type { RecordId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { deleteRecord } from '../records/delete-record.ts';
import { admitRecord, type People } from '../records/gate.ts';
import { loadRecord } from '../records/load-record.ts';
import { personOf } from '../records/references.ts';
import type { OpenRecord } from '../records/shape.ts';
import type { Workspace } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { told, type Processing } from '../subjects/admit.ts';
import { writable } from '../subjects/control.ts';
import { handOver, type About, type Address } from './hand-over.ts';
import type { TenantObjects } from './objects.ts';
import { openFile } from './sealed-file.ts';

/** What a caller learns about a file's bytes, with the address to fetch them from. */
export interface FileAddress extends Address {
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
}

/** Browsers save it under its name and never show it as a page of ours. */
const DOWNLOAD = 'application/octet-stream';

/** The people whom a file is about or names; `subject.frozen` while one of them is being erased. */
function about(people: People): About[] {
  return [...people].flatMap(([subject, control]) => {
    // Somebody who was erased before is not named any more, whatever the record says.
    if (!control || control.state === 'erased') return [];
    return [{ subject, epoch: writable(control, '').epoch }];
  });
}

/** Opened when it is read: a refusal before that leaves no connection behind. */
async function* opened(workspace: Workspace, objects: TenantObjects, record: OpenRecord) {
  yield* await openFile(workspace, objects, record);
}

/** How often a file is opened anew when somebody's restrictions change at that moment. */
const ATTEMPTS = 5;

/**
 * Opens a file for its caller: a copy under an address that is good for five minutes. The event is written before
 * (AUD-02); `not-found` before its bytes are sealed, `subject.frozen` while somebody in it is being erased,
 * `subject.restricted` when something of it must not be used: nobody can tell whose the bytes are.
 */
export async function fetchFile(
  workspace: Workspace,
  objects: TenantObjects,
  id: RecordId,
  processing: Processing = { use: 'view' },
): Promise<FileAddress> {
  for (let tries = 1; ; tries++) {
    try {
      return await fetchOnce(workspace, objects, id, processing);
    } catch (error) {
      if (!isWriteRefusal(error)) throw error;
      if (tries >= ATTEMPTS) throw new Problem('unavailable', { retryAfter: 1 });
    }
  }
}

async function fetchOnce(
  workspace: Workspace,
  objects: TenantObjects,
  id: RecordId,
  processing: Processing,
): Promise<FileAddress> {
  const { record, people } = await loadRecord(workspace, file, id);
  const { name, mediaType, size, sha256 } = record.values as Record<string, unknown>;
  if (record.values['status'] !== 'sealed') throw new Problem('not-found');
  admitRecord(file, record, people, processing);
  const noted = about(people);
  const subject = personOf(id);
  await recordRead(workspace, {
    action: 'file.download',
    target: id,
    type: file.type,
    ...(subject ? { subject } : {}),
    fields: ['content'],
    ...told(processing),
  });
  const source = opened(workspace, objects, record);
  const as = { name: String(name), mediaType: DOWNLOAD };
  const address = await handOver(workspace, objects, source, as, noted);
  return { ...address, mediaType: String(mediaType), size: Number(size), sha256: String(sha256) };
}

/**
 * Deletes a file at the version that the caller has read: the record first, so that nobody reaches the bytes any
 * more. What is left of them is sealed, and gone from the bucket with its replaced versions.
 */
export async function deleteFile(
  workspace: Workspace,
  objects: TenantObjects,
  id: RecordId,
  version: number,
  processing: Processing = { use: 'change' },
): Promise<void> {
  const { record } = await loadRecord(workspace, file, id);
  const objectKey = String(record.values['objectKey']);
  await deleteRecord(workspace, file, id, version, processing);
  await objects.remove('intake', objectKey);
  await objects.remove('vault', objectKey);
}
