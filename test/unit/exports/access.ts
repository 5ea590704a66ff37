import { unzipSync, strFromU8 } from 'fflate';
import { exportTurn } from '../../../shared/exports/making/export-turn.ts';
import { issuePackageUrl } from '../../../shared/exports/making/package-store.ts';
import type { Id, SubjectId } from '../../../shared/kernel/ids.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { instant } from '../../../shared/kernel/time.ts';
import type { RequestItem } from '../../../shared/rights/request/model.ts';
import type { PackageType } from '../../../shared/rights/rights.ts';
import { load } from '../../../shared/rights/steps/store.ts';
import { ABSENT, any, PRESENT } from '../../../shared/store/clauses.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import type { Scene } from '../imports/scene.ts';

/** A request whose package is to be made. */
export async function requestFor(
  workspace: Workspace,
  subject: SubjectId | undefined,
  type: PackageType = 'access',
  manner: Pick<RequestItem, 'calendar' | 'language'> = { calendar: 'DE', language: 'en' },
): Promise<Id> {
  const id = newId();
  const { key, write } = await workspace.vault.newOwnerKey('request');
  const now = instant(workspace.now());
  const request = {
    id,
    type,
    state: 'preparing',
    version: 1,
    channel: 'email',
    receivedAt: now,
    openedBy: newId(),
    createdAt: now,
    ...manner,
    dueByLaw: '2027-04-01',
    dueByPromise: '2027-03-15',
    ...(subject ? { subject } : {}),
    candidates: [],
    key: key.id,
    attempt: 1,
    marks: [],
    suspensions: [],
  } satisfies Partial<RequestItem>;
  await workspace.tables.write([
    write,
    { put: request, at: workspace.keys.request(id), if: ABSENT },
    { put: { country: 'DE', createdAt: now }, at: workspace.keys.tenant(), if: any(ABSENT, PRESENT) },
  ]);
  return id;
}

/** Puts a request back to where its package is made. */
export async function again(workspace: Workspace, id: Id, attempt: number): Promise<void> {
  await workspace.tables.write([
    {
      update: {
        expression: 'SET #state = :state, #attempt = :attempt ADD #version :one',
        names: { '#state': 'state', '#attempt': 'attempt', '#version': 'version' },
        values: { ':state': 'preparing', ':attempt': attempt, ':one': 1 },
      },
      at: workspace.keys.request(id),
      if: PRESENT,
    },
  ]);
}

export const turn = (scene: Pick<Scene, 'workspace' | 'objects'>, request: Id, attempt = 1) =>
  exportTurn(scene, { tenant: scene.workspace.tenant, step: 'collect', turn: 0, request, attempt });

/** The entries of a request's package, fetched from its address. */
export async function fetched(
  { workspace, objects }: Pick<Scene, 'workspace' | 'objects'>,
  request: Id,
): Promise<{
  readonly bytes: Uint8Array;
  readonly entries: Readonly<Record<string, Uint8Array>>;
  readonly text: (name: string) => string;
}> {
  const { url } = await issuePackageUrl(workspace, objects, await load(workspace, request));
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  const entries = unzipSync(bytes);
  return { bytes, entries, text: (name) => strFromU8(entries[name] ?? new Uint8Array()) };
}
