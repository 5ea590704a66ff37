import { forgetAddress } from '../access/delete-principal.ts';
import { endKept } from '../erasure/end-kept.ts';
import { attendPackage, findPackage } from '../exports/package-store.ts';
import { removeCopy } from '../files/hand-over.ts';
import type { Objects } from '../files/objects.ts';
import { attendArrival } from '../intake/end-content.ts';
import { attendNotices } from '../rights/notices/attend-notices.ts';
import { endFormerValues } from '../rights/acts/former-values.ts';
import { attend, packageEnded } from '../rights/attend.ts';
import type { SubjectId } from '../kernel/ids.ts';
import type { StartRun } from '../rights/runs.ts';
import type { DueKind } from '../store/grammar.ts';
import type { Office } from '../store/office.ts';
import type { Handler } from './sweep-due.ts';

/** Who acts when time has come. */
export const CLOCK = { kind: 'system', id: 'tick' } as const;

/** What the ticking schedule is wired with. */
export interface TickServices {
  readonly office: Pick<Office, 'workspace' | 'eraserWorkspace'>;
  readonly objects: Objects;
  readonly start: StartRun;
  /** Takes lines that an alarm is raised by. */
  readonly alarm: (line: string) => void;
}

/** What is done for each kind of due work; mails are the mail function's. */
export function tickHandlers({
  office,
  objects,
  start,
  alarm,
}: TickServices): Readonly<Partial<Record<DueKind, Handler>>> {
  return {
    request: async ({ tenant, reference }) => {
      const workspace = office.workspace(tenant, CLOCK);
      await attend({ workspace, eraser: () => office.eraserWorkspace(tenant, CLOCK), start }, reference);
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
    kept: async ({ tenant, reference }) =>
      (await endKept(office.eraserWorkspace(tenant, CLOCK), reference)) !== 'not-yet',
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
    package: async ({ tenant, reference }) => {
      const workspace = office.workspace(tenant, CLOCK);
      await attendPackage(workspace, objects(tenant), reference);
      if (!(await findPackage(workspace, reference))) await packageEnded(workspace, reference);
      return true;
    },
  };
}
