import { createHash } from 'node:crypto';
import { eventWrite } from '../audit/record-event.ts';
import { file } from '../catalogue/types/file.ts';
import { sealFrames } from '../crypto/frames.ts';
import type { RecordId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import { RecordConflict } from '../records/conflict.ts';
import { createRecord } from '../records/create-record.ts';
import { admitRecord, unmovedChecks } from '../records/gate.ts';
import { loadRecord } from '../records/load-record.ts';
import { personOf } from '../records/references.ts';
import { sealRecord, type OpenRecord } from '../records/shape.ts';
import { versionIs } from '../store/clauses.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { told, type Processing } from '../subjects/admit.ts';
import { activeCheck, writable } from '../subjects/control.ts';
import type { TenantObjects, UploadForm } from './objects.ts';
import { fileBinding, fileKey } from './sealed-file.ts';

/** Bytes of a file at most: it is sealed while its caller waits. */
export const FILE_SIZE = 100 * 1024 * 1024;
/** In how many seconds an upload has to begin. */
export const UPLOAD_SECONDS = 840;

/** A file that waits for its bytes, and the form to post them with. */
export interface NewFile {
  readonly id: RecordId;
  readonly version: number;
  readonly upload: UploadForm;
}

/** Creates the record of a file, with a key of its own, and a form for its bytes. */
export async function createFile(
  workspace: Workspace,
  objects: TenantObjects,
  body: unknown,
  processing?: Processing,
): Promise<NewFile> {
  const objectKey = objects.newKey(workspace.random);
  const assigned = { status: 'awaiting-upload', objectKey };
  const { id, version } = await createRecord(workspace, file, body, {
    assigned,
    ...(processing ? { processing } : {}),
  });
  const bounds = { least: 1, most: FILE_SIZE, seconds: UPLOAD_SECONDS };
  return { id, version, upload: await objects.form('intake', objectKey, bounds) };
}

/**
 * Seals the posted bytes into the vault and notes their size and SHA-256; the upload is deleted. Repeating it is
 * harmless: a file that is sealed stays as it is. `conflict` while nothing was posted, `subject.restricted` when nothing
 * may be collected about a person in it.
 */
export async function completeFile(
  workspace: Workspace,
  objects: TenantObjects,
  id: RecordId,
  processing: Processing = { use: 'collect' },
): Promise<OpenRecord> {
  const { record, control, people } = await loadRecord(workspace, file, id);
  const objectKey = String(record.values['objectKey']);
  if (record.values['status'] !== 'sealed') {
    writable(control, '');
    admitRecord(file, record, people, processing);
    const bytes = await seal(workspace, objects, record, objectKey);
    await note(workspace, id, bytes, processing);
  }
  await objects.remove('intake', objectKey);
  return (await loadRecord(workspace, file, id)).record;
}

async function seal(workspace: Workspace, objects: TenantObjects, record: OpenRecord, objectKey: string) {
  const posted = await objects.head('intake', objectKey);
  const source = posted && (await objects.read('intake', objectKey, { tag: posted.tag }));
  if (!source) throw new Problem('conflict', { detail: 'Post the file to its form first.' });
  const hash = createHash('sha256');
  let size = 0;
  async function* measured(bytes: AsyncIterable<Uint8Array>) {
    for await (const chunk of bytes) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
    // A stream that ends early would be sealed as if it were whole.
    if (size !== posted?.size) throw new Problem('unavailable', { retryAfter: 1 });
  }
  const key = await fileKey(workspace, record);
  const sealed = sealFrames(workspace, key, fileBinding(record.item.id), measured(source));
  await objects.write('vault', objectKey, sealed, 'application/octet-stream');
  return { size, sha256: hash.digest('hex') };
}

/** Notes that the bytes are sealed; prepared anew while the record or its person moves. */
async function note(
  workspace: Workspace,
  id: RecordId,
  bytes: { readonly size: number; readonly sha256: string },
  processing: Processing,
): Promise<void> {
  const conflict = new RecordConflict(workspace);
  for (;;) {
    const { record, control, people, stored } = await loadRecord(workspace, file, id);
    admitRecord(file, record, people, processing);
    const { item, values, externalId } = record;
    const subject = personOf(id);
    const sections = await sealRecord(
      workspace,
      file,
      id,
      { ...values, ...bytes, status: 'sealed' },
      await fileKey(workspace, record),
      { ownKey: true, ...(externalId ? { externalId } : {}) },
    );
    const changed = {
      version: item.version + 1,
      schema: file.schemaVersion,
      updatedAt: instant(workspace.now()),
    };
    const checks = subject ? [activeCheck(workspace, subject, writable(control, '').epoch)] : [];
    const writes: Write[] = [
      {
        put: { ...stored, ...sections, ...changed },
        at: workspace.keys.record(id),
        if: versionIs(item.version),
      },
      ...checks,
      ...unmovedChecks(workspace, people, checks),
      eventWrite(workspace, {
        action: 'file.upload',
        target: id,
        type: file.type,
        ...(subject ? { subject } : {}),
        fields: ['content'],
        ...told(processing),
      }),
    ];
    try {
      await workspace.tables.write(writes);
      return;
    } catch (error) {
      await conflict.resolve(error, writes);
    }
  }
}
