import { openFrames, sealFrames } from '../../crypto/frames.ts';
import type { TenantObjects, UploadForm } from '../../files/objects.ts';
import { Problem } from '../../kernel/problems.ts';
import { MINUTE, SECOND, instant } from '../../kernel/time.ts';
import type { Binding, OwnerKey, Workspace } from '../../store/workspace.ts';

/** Bytes of a document at most: a scan of a few pages. */
export const DOCUMENT_SIZE = 20 * 1024 * 1024;
/** Seconds within which an upload has to begin. */
const UPLOAD_SECONDS = 840;
/** Seconds for which an address of an opened document is good. */
const ADDRESS_SECONDS = 300;
/** After how long the opened copy behind an address is taken away. */
export const COPY_LIFE = 10 * MINUTE;

/** What bounds a form beside its time: bytes, and the page that the bucket leads back to. */
export interface FormBounds {
  readonly most: number;
  readonly redirect?: string;
}

/** A form to post a document with. */
export async function documentForm(
  objects: TenantObjects,
  objectKey: string,
  bounds: FormBounds = { most: DOCUMENT_SIZE },
): Promise<UploadForm> {
  return objects.form('intake', objectKey, { least: 1, seconds: UPLOAD_SECONDS, ...bounds });
}

/** Passes bytes on that are taken, and refuses others. */
export type Screen = (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

/** Where a document is and what it is sealed with. */
export interface Sealing {
  readonly objectKey: string;
  readonly key: OwnerKey;
  readonly binding: Binding;
}

/** Seals the posted bytes into the vault; the upload is deleted by `endUpload` once that is noted. `conflict` before the post. */
export async function sealUpload(
  workspace: Workspace,
  objects: TenantObjects,
  { objectKey, key, binding }: Sealing,
  screen: Screen = (source) => source,
): Promise<void> {
  const posted = await objects.head('intake', objectKey);
  const source = posted && (await objects.read('intake', objectKey, { tag: posted.tag }));
  if (!source) throw new Problem('conflict', { detail: 'Post the document to its form first.' });
  let size = 0;
  async function* whole(bytes: AsyncIterable<Uint8Array>) {
    for await (const chunk of bytes) {
      size += chunk.length;
      yield chunk;
    }
    // A stream that ends early would be sealed as if it were whole.
    if (size !== posted?.size) throw new Problem('unavailable', { retryAfter: 1 });
  }
  const sealed = sealFrames(workspace, key, binding, screen(whole(source)));
  await objects.write('vault', objectKey, sealed, 'application/octet-stream');
}

/** An address of an opened document. */
export interface DocumentAddress {
  readonly url: string;
  readonly expiresAt: string;
}

/** Opens a document behind an address that is good for five minutes; `gone` when its bytes are. */
export async function openDocument(
  workspace: Workspace,
  objects: TenantObjects,
  { objectKey, key, binding }: Sealing,
): Promise<DocumentAddress> {
  const sealed = await objects.read('vault', objectKey);
  if (!sealed) throw new Problem('gone');
  const opened = openFrames(workspace, key, binding, sealed);
  const mediaType = 'application/octet-stream';
  await objects.write('handover', objectKey, opened, mediaType);
  const as = { name: 'document', mediaType, seconds: ADDRESS_SECONDS };
  const url = await objects.link('handover', objectKey, as);
  return { url, expiresAt: instant(workspace.now() + ADDRESS_SECONDS * SECOND) };
}

/** Takes what is left of a document away; older versions in the vault are the clock's to delete. */
export async function removeDocument(objects: TenantObjects, objectKey: string): Promise<void> {
  await objects.remove('handover', objectKey);
  await objects.remove('intake', objectKey);
  await objects.remove('vault', objectKey);
}
