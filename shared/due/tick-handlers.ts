import { forgetAddress } from '../access/delete-principal.ts';
import { keptState } from '../erasure/kept/end-kept.ts';
import { endHeld } from '../erasure/kept/held.ts';
import type { ObjectStore } from '../erasure/scene.ts';
import { attendPackage, findPackage } from '../exports/making/package-store.ts';
import { endCopies } from '../files/end-copies.ts';
import { removeCopy } from '../files/hand-over.ts';
import type { Objects } from '../files/objects.ts';
import { attendArrival } from '../intake/end-content.ts';
import { attendHold } from '../rights/desk/holds/attend-hold.ts';
import { attendNotices } from '../rights/notices/attend-notices.ts';
import { endFormerValues } from '../rights/acts/former-values.ts';
import { attend, packageEnded } from '../rights/desk/attend.ts';
import { endRecord } from '../rights/ending/end-record.ts';
import { attendDocuments } from '../rights/identity/end-documents.ts';
import type { SubjectId, TenantId } from '../kernel/ids.ts';
import { day } from '../kernel/time.ts';
import { runOfEnd, type StartRun } from '../rights/steps/runs.ts';
import type { DueKind } from '../store/grammar.ts';
import type { Office } from '../office/office.ts';
import type { Handler } from './sweep-due.ts';

/** Who acts when time has come. */
export const CLOCK = { kind: 'system', id: 'tick' } as const;

/** What the ticking schedule is wired with. */
export interface TickServices {
  readonly office: Pick<Office, 'workspace' | 'eraserWorkspace'>;
  readonly objects: Objects;
  /** The stored bytes of a tenant under the eraser's session, every version of them. */
  readonly erasedObjects: (tenant: TenantId) => Promise<ObjectStore>;
  readonly start: StartRun;
  /** Where members read requests. */
  readonly publicUrl: string;
  /** Takes lines that an alarm is raised by. */
  readonly alarm: (line: string) => void;
}

/** What is done for each kind of due work; mails are the mail function's. */
export function tickHandlers({
  office,
  objects,
  erasedObjects,
  start,
  publicUrl,
  alarm,
}: TickServices): Readonly<Partial<Record<DueKind, Handler>>> {
  return {
    request: async ({ tenant, reference }) => {
      const workspace = office.workspace(tenant, CLOCK);
      const eraser = () => office.eraserWorkspace(tenant, CLOCK);
      const deleteAll = async (objectKey: string) => (await erasedObjects(tenant)).deleteAll(objectKey);
      await attendDocuments({ workspace, objects: objects(tenant), deleteAll }, reference);
      await attend({ workspace, eraser, start, publicUrl }, reference);
      await endRecord({ workspace, eraser, deleteAll }, reference);
      return true;
    },
    hold: async ({ tenant, reference }) => {
      const workspace = office.workspace(tenant, CLOCK);
      const eraser = () => office.eraserWorkspace(tenant, CLOCK);
      await attendHold({ workspace, eraser, start, publicUrl }, reference);
      await endHeld(workspace, reference);
      return true;
    },
    notice: async ({ tenant, reference }) => {
      const workspace = office.workspace(tenant, CLOCK);
      await attendNotices({ workspace, eraser: () => office.eraserWorkspace(tenant, CLOCK) }, reference);
      return true;
    },
    arrival: async ({ tenant, reference }) => {
      const workspace = office.workspace(tenant, CLOCK);
      const eraser = () => office.eraserWorkspace(tenant, CLOCK);
      await attendArrival({ workspace, objects: objects(tenant), eraser, alarm }, reference);
      return true;
    },
    kept: async ({ tenant, reference }) => {
      const workspace = office.workspace(tenant, CLOCK);
      const state = await keptState(workspace, reference);
      if (state === 'due') await start(runOfEnd(tenant, reference, day(workspace.now())));
      return state === 'gone';
    },
    former: async ({ tenant, reference }) => {
      await endFormerValues(office.workspace(tenant, CLOCK), reference as string as SubjectId);
      return true;
    },
    member: async ({ tenant, reference }) => {
      await forgetAddress(office.eraserWorkspace(tenant, CLOCK), reference);
      return true;
    },
    copy: async ({ tenant, reference }) => {
      await removeCopy(objects(tenant), tenant, reference);
      return true;
    },
    copies: async ({ tenant, reference }) => {
      const person = reference as string as SubjectId;
      await endCopies(office.workspace(tenant, CLOCK), objects(tenant), person);
      return true;
    },
    package: async ({ tenant, reference }) => {
      const workspace = office.workspace(tenant, CLOCK);
      await attendPackage(workspace, objects(tenant), reference);
      if (!(await findPackage(workspace, reference))) await packageEnded(workspace, reference);
      return true;
    },
  };
}
