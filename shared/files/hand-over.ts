import type { Id, SubjectId, TenantId } from '../kernel/ids.ts';
import { newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { MINUTE, SECOND, instant } from '../kernel/time.ts';
import { ABSENT } from '../store/clauses.ts';
import { dueWrite } from '../store/due.ts';
import type { Item, Workspace, Write } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { activeCheck, controlFrom } from '../subjects/control.ts';
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

/** Somebody whom handed-over bytes are about, as the person's control was read. */
export interface About {
  readonly subject: SubjectId;
  readonly epoch: number;
}

const copyKey = (tenant: TenantId, copy: Id) => `${tenant}/${copy}`;

const isActive = (found: Item | undefined) => controlFrom(found)?.state === 'active';

/** A copy is noted at the people whom it is about, so that an erasure finds it; nobody is being erased meanwhile. */
function noteWrites(workspace: Workspace, about: readonly About[], copy: Id): Write[] {
  const ttl = Math.ceil((workspace.now() + COPY_LIFE) / SECOND);
  const put = { objectKey: copyKey(workspace.tenant, copy), ttl };
  return about.flatMap(({ subject, epoch }): Write[] => [
    activeCheck(workspace, subject, epoch),
    { put, at: workspace.keys.openedCopy(subject, copy), if: ABSENT },
  ]);
}

/**
 * Puts a copy of some bytes where its address can be fetched for five minutes. Its removal is planned before the copy
 * is made, so that none is forgotten; the bucket's rule of one day is the net below. `subject.frozen` when somebody
 * whom it is about is being erased, a `WriteRefusal` when somebody's restrictions have changed since they were read.
 */
export async function handOver(
  workspace: Workspace,
  objects: TenantObjects,
  source: AsyncIterable<Uint8Array>,
  as: { readonly name: string; readonly mediaType: string },
  about: readonly About[] = [],
): Promise<Address> {
  const copy = newId(workspace.random);
  const key = copyKey(workspace.tenant, copy);
  const now = workspace.now();
  try {
    await workspace.tables.write([
      dueWrite(workspace, { at: now + COPY_LIFE, kind: 'copy', reference: copy }),
      ...noteWrites(workspace, about, copy),
    ]);
  } catch (error) {
    const gone = isWriteRefusal(error) && [...error.failed.values()].some((found) => !isActive(found));
    throw gone ? new Problem('subject.frozen') : error;
  }
  await objects.write('handover', key, source, as.mediaType);
  const url = await objects.link('handover', key, { ...as, seconds: ADDRESS_SECONDS });
  return { url, expiresAt: instant(now + ADDRESS_SECONDS * SECOND) };
}

/** Takes a copy away; nothing happens when it is gone. */
export async function removeCopy(objects: TenantObjects, tenant: TenantId, copy: Id): Promise<void> {
  await objects.remove('handover', copyKey(tenant, copy));
}
