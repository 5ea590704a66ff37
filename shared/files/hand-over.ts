import type { Id, TenantId } from '../kernel/ids.ts';
import { newId } from '../kernel/ids.ts';
import { MINUTE, SECOND, instant } from '../kernel/time.ts';
import { dueWrite } from '../store/due.ts';
import type { Workspace } from '../store/workspace.ts';
import type { TenantObjects } from './objects.ts';

/** Seconds for which an address is good. */
export const ADDRESS_SECONDS = 300;
/** After how long the copy behind an address is taken away. */
const COPY_LIFE = 10 * MINUTE;

/** An address of a copy. */
export interface Address {
  readonly url: string;
  readonly expiresAt: string;
}

const copyKey = (tenant: TenantId, copy: Id) => `${tenant}/${copy}`;

/**
 * Puts a copy of some bytes where its address can be fetched for five minutes. Its removal is planned before the copy
 * is made, so that none is forgotten; the bucket's rule of one day is the net below.
 */
export async function handOver(
  workspace: Workspace,
  objects: TenantObjects,
  source: AsyncIterable<Uint8Array>,
  as: { readonly name: string; readonly mediaType: string },
): Promise<Address> {
  const copy = newId(workspace.random);
  const key = copyKey(workspace.tenant, copy);
  const now = workspace.now();
  await workspace.tables.write([dueWrite(workspace, { at: now + COPY_LIFE, kind: 'copy', reference: copy })]);
  await objects.write('handover', key, source, as.mediaType);
  const url = await objects.link('handover', key, { ...as, seconds: ADDRESS_SECONDS });
  return { url, expiresAt: instant(now + ADDRESS_SECONDS * SECOND) };
}

/** Takes a copy away; nothing happens when it is gone. */
export async function removeCopy(objects: TenantObjects, tenant: TenantId, copy: Id): Promise<void> {
  await objects.remove('handover', copyKey(tenant, copy));
}
