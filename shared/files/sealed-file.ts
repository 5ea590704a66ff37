import { openFrames } from '../crypto/frames.ts';
import { Problem } from '../kernel/problems.ts';
import type { RecordId } from '../kernel/ids.ts';
import type { OpenRecord } from '../records/shape.ts';
import type { Binding, OwnerKey, Workspace } from '../store/workspace.ts';
import type { TenantObjects } from './objects.ts';

/** What the frames of a file are bound to: the record that they belong to. */
export const fileBinding = (id: RecordId): Binding => ({
  owner: id,
  type: 'file',
  id,
  section: 'bytes',
  schema: 1,
});

/** The key of a file's record; `not-found` once it was destroyed. */
export async function fileKey(workspace: Workspace, { item }: Pick<OpenRecord, 'item'>): Promise<OwnerKey> {
  const [key] = item.key ? await workspace.vault.ownerKeys([item.key]) : [];
  if (!key) throw new Problem('not-found');
  return key;
}

/**
 * The bytes of a sealed file, opened frame by frame; `not-found` when there are none. The whole is authentic only
 * when the stream ends without an error.
 */
export async function openFile(
  workspace: Workspace,
  objects: TenantObjects,
  record: Pick<OpenRecord, 'item' | 'values'>,
): Promise<AsyncIterable<Uint8Array>> {
  const { item, values } = record;
  const at = values['objectKey'];
  if (values['status'] !== 'sealed' || typeof at !== 'string') throw new Problem('not-found');
  const source = await objects.read('vault', at);
  if (!source) throw new Problem('not-found');
  return openFrames(workspace, await fileKey(workspace, record), fileBinding(item.id), source);
}
