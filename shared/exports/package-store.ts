import { openFrames } from '../crypto/frames.ts';
import type { TenantObjects } from '../files/objects.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { DAY, MINUTE, SECOND, instant } from '../kernel/time.ts';
import type { RequestItem } from '../rights/model.ts';
import { parts } from '../rights/request-store.ts';
import { requestBinding, requestKey } from '../rights/sealed.ts';
import { ABSENT, any, PRESENT } from '../store/clauses.ts';
import { dueWrite } from '../store/due.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import type { Counts } from './packing.ts';

/** How long a package can be fetched. */
export const PACKAGE_LIFE = 14 * DAY;
/** Seconds for which an address of a package is good. */
export const ADDRESS_SECONDS = 300;
/** After how long the opened copy behind an address is taken away. */
const COPY_LIFE = 10 * MINUTE;

/** A package: sealed under the request's key, so that it ends with the request's content at the latest. */
export interface Package {
  readonly id: Id;
  readonly objectKey: string;
  /** Bytes and SHA-256 (hex) of the ZIP. */
  readonly size: number;
  readonly sha256: string;
  readonly counts: Readonly<Counts>;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** When the opened copy was made last. */
  readonly openedAt?: string;
}

/** What the frames of a package are bound to. */
export const packageBinding = (request: Id, id: Id) => requestBinding(request, id, 'package');

const partKey = (workspace: Pick<Workspace, 'keys'>, request: Id, id: Id) =>
  workspace.keys.requestPart(request, 'PKG', id);

/** The package of a request, if there is one. */
export async function findPackage(workspace: Workspace, request: Id): Promise<Package | undefined> {
  const found = (await parts(workspace, request, 'package')).map((item) => item as unknown as Package);
  return found.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0];
}

/** The writes that make a package the request's own, in place of the one before. */
export function packageWrites(
  workspace: Workspace,
  request: Id,
  made: Package,
  before: Package | undefined,
): Write[] {
  const at = Date.parse(made.expiresAt);
  return [
    { put: { ...made }, at: partKey(workspace, request, made.id), if: ABSENT },
    ...(before
      ? [{ delete: true as const, at: partKey(workspace, request, before.id), if: any(ABSENT, PRESENT) }]
      : []),
    dueWrite(workspace, { at, kind: 'package', reference: request }),
  ];
}

/** Takes a package's bytes away, the opened copy first. */
export async function removeBytes(objects: TenantObjects, { objectKey }: Package): Promise<void> {
  await objects.remove('handover', objectKey);
  await objects.remove('vault', objectKey);
}

/** Deletes the package of a request; nothing happens when there is none. */
export async function deletePackage(
  workspace: Workspace,
  objects: TenantObjects,
  request: Id,
): Promise<void> {
  const found = await findPackage(workspace, request);
  if (!found) return;
  await removeBytes(objects, found);
  await workspace.tables.write([
    { delete: true, at: partKey(workspace, request, found.id), if: any(ABSENT, PRESENT) },
  ]);
}

/** An address of a package. */
export interface PackageAddress {
  readonly url: string;
  readonly expiresAt: string;
}

/**
 * Opens the package into the hand-over bucket and gives an address of it, good for five minutes; the copy is taken
 * away soon after. `gone` when there is no package any more.
 */
export async function issuePackageUrl(
  workspace: Workspace,
  objects: TenantObjects,
  request: RequestItem,
): Promise<PackageAddress> {
  const found = await findPackage(workspace, request.id);
  const now = workspace.now();
  if (!found || Date.parse(found.expiresAt) <= now) throw new Problem('gone');
  const sealed = await objects.read('vault', found.objectKey);
  if (!sealed) throw new Problem('gone');
  const key = await requestKey(workspace, request);
  const opened = openFrames(workspace, key, packageBinding(request.id, found.id), sealed);
  await workspace.tables.write([
    {
      update: {
        expression: 'SET #openedAt = :now',
        names: { '#openedAt': 'openedAt' },
        values: { ':now': instant(now) },
      },
      at: partKey(workspace, request.id, found.id),
      if: PRESENT,
    },
    dueWrite(workspace, { at: now + COPY_LIFE, kind: 'package', reference: request.id }),
  ]);
  await objects.write('handover', found.objectKey, opened, 'application/zip');
  const url = await objects.link('handover', found.objectKey, {
    name: `your-data-${request.id}.zip`,
    mediaType: 'application/zip',
    seconds: ADDRESS_SECONDS,
  });
  return { url, expiresAt: instant(now + ADDRESS_SECONDS * SECOND) };
}

/**
 * Does what is due for a request's package, judged by its times: takes an opened copy away, or the whole package at
 * the end of its life. True when the package has ended now.
 */
export async function attendPackage(
  workspace: Workspace,
  objects: TenantObjects,
  request: Id,
): Promise<boolean> {
  const found = await findPackage(workspace, request);
  if (!found) return false;
  const now = workspace.now();
  if (Date.parse(found.expiresAt) <= now) {
    await deletePackage(workspace, objects, request);
    return true;
  }
  const openedAt = Date.parse(found.openedAt ?? '');
  if (openedAt + COPY_LIFE <= now) await objects.remove('handover', found.objectKey);
  return false;
}
