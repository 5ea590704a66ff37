import type { TenantObjects } from '../../files/objects.ts';
import type { Id } from '../../kernel/ids.ts';
import { newId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { DAY, MINUTE, SECOND, instant } from '../../kernel/time.ts';
import type { RequestItem } from '../../rights/request/model.ts';
import { parts } from '../../rights/steps/store.ts';
import { ABSENT, any, PRESENT } from '../../store/clauses.ts';
import { dueWrite } from '../../store/due.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import { newestOf, packageKey, readStored, takeAway, type Root } from './package-objects.ts';
import type { Counts } from '../packing.ts';

/** How long a package can be fetched. */
export const PACKAGE_LIFE = 14 * DAY;
/** Seconds for which an address of a package is good. */
export const ADDRESS_SECONDS = 300;
/** After how long the opened copy behind an address is taken away. */
const COPY_LIFE = 10 * MINUTE;

/** A package: a ZIP in sealed pieces, one for each turn that wrote it. */
export interface Package extends Root {
  readonly id: Id;
  /** Key of its first piece; the opened copy in the hand-over bucket has the same. */
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

/** The section of a piece: its place in the ZIP, so that pieces in another order do not open. */
export const pieceSection = (position: number) => `package ${position}`;

/** The package of a request, if there is one. */
export async function findPackage(workspace: Workspace, request: Id): Promise<Package | undefined> {
  return newestOf(await parts(workspace, request, 'package')) as unknown as Package | undefined;
}

/** A package that has just been made. */
export function newPackage(
  workspace: Workspace,
  made: Omit<Package, 'id' | 'createdAt' | 'expiresAt' | 'openedAt'>,
): Package {
  const now = workspace.now();
  return {
    ...made,
    id: newId(workspace.random),
    createdAt: instant(now),
    expiresAt: instant(now + PACKAGE_LIFE),
  };
}

/** The writes that make a package the request's own, in place of the one before, whose bytes are left over. */
export function packageWrites(
  workspace: Workspace,
  request: Id,
  made: Package,
  before: Package | undefined,
): Write[] {
  const at = Date.parse(made.expiresAt);
  return [
    { put: { ...made }, at: packageKey(workspace, request, made.id), if: ABSENT },
    ...(before
      ? [{ delete: true as const, at: packageKey(workspace, request, before.id), if: any(ABSENT, PRESENT) }]
      : []),
    dueWrite(workspace, { at, kind: 'package', reference: request }),
  ];
}

/** Deletes the package of a request; nothing happens when there is none. */
export async function deletePackage(
  workspace: Workspace,
  objects: TenantObjects,
  request: Id,
): Promise<void> {
  await takeAway({ workspace, objects }, request, 'everything');
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
  const exporting = { workspace, objects };
  async function* opened({ holds }: Package): AsyncGenerator<Uint8Array> {
    for (const [position, piece] of holds.entries())
      yield* await readStored(exporting, request, piece, pieceSection(position));
  }
  await workspace.tables.write([
    {
      update: {
        expression: 'SET #openedAt = :now',
        names: { '#openedAt': 'openedAt' },
        values: { ':now': instant(now) },
      },
      at: packageKey(workspace, request.id, found.id),
      if: PRESENT,
    },
    dueWrite(workspace, { at: now + COPY_LIFE, kind: 'package', reference: request.id }),
  ]);
  await objects.write('handover', found.objectKey, opened(found), 'application/zip');
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
