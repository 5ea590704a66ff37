import { eventWrite } from '../../audit/record-event.ts';
import type { Id, SubjectId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { day } from '../../kernel/time.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import type { Workspace } from '../../store/workspace.ts';
import { controlFrom, type SubjectControl } from '../../subjects/control.ts';
import { endCopiesWrites } from '../../subjects/end-copies.ts';
import { restrictWrite, restrictionsOf } from '../../subjects/restrictions.ts';
import { tenantSettings } from '../../tenants/settings.ts';
import { dutyWrites } from '../duty/open-duty.ts';
import type { RequestItem } from '../request/model.ts';
import { load } from '../request/stored.ts';
import { mayConsent } from './ages.ts';

/** Why somebody is taken for a child whose data must not be held. */
export const CHILD_REPORTS = {
  parent: 'A parent or guardian has said so',
  staff: 'Somebody of the business has noticed',
  'birth-date': 'The birth date says so',
} as const;
/** A reason of the table. */
export type ChildReport = keyof typeof CHILD_REPORTS;

/** A birth date (YYYY-MM-DD) that is looked at and never kept, and the country whose age counts; the business’s unless named. */
export interface Birth {
  readonly birthDate: string;
  readonly country?: string;
}

/** A report about a child. */
export type NewChildReport =
  { readonly reason: Exclude<ChildReport, 'birth-date'> } | ({ readonly reason: 'birth-date' } & Birth);

/** True when the age of consent is reached today. */
export async function isOfAge(workspace: Workspace, { birthDate, country }: Birth): Promise<boolean> {
  const where = country ?? (await tenantSettings(workspace)).country;
  return mayConsent(birthDate, where, day(workspace.now()));
}

/** The control of a person who is here; `not-found` for nobody, and for somebody who was erased. */
export async function presentControl(workspace: Workspace, person: SubjectId): Promise<SubjectControl> {
  const control = controlFrom((await workspace.tables.get([workspace.keys.subject(person)]))[0]);
  if (!control || control.state === 'erased') throw new Problem('not-found');
  return control;
}

/** The duty for which a child’s data are in quarantine; undefined for everybody else. */
export function quarantineOf(control: SubjectControl): Id | undefined {
  return restrictionsOf(control).find(({ ground }) => ground === 'child')?.id;
}

/** How often a report is prepared anew when the person's control changes meanwhile. */
const ATTEMPTS = 5;

/**
 * Puts what is held about a child in quarantine at once, and opens the duty to erase it once its review is over, both
 * in one transaction; a second report changes nothing. `rule.violated` for a birth date that makes no child,
 * `subject.frozen` while the person is being erased.
 */
export async function reportChild(
  workspace: Workspace,
  person: SubjectId,
  report: NewChildReport,
): Promise<RequestItem> {
  if (report.reason === 'birth-date' && (await isOfAge(workspace, report)))
    throw new Problem('rule.violated', { violations: [{ pointer: '/birthDate', rule: 'under age' }] });
  for (let tries = 1; ; tries++) {
    const control = await presentControl(workspace, person);
    const before = quarantineOf(control);
    if (before) return load(workspace, before);
    const { request, writes } = await dutyWrites(workspace, 'child', person);
    const { id, createdAt: since } = request;
    const about = { subject: person, target: id, request: id };
    const all = { purposes: 'all', records: 'all' } as const;
    try {
      await workspace.tables.write([
        restrictWrite(workspace, person, control, { id, ground: 'child', ...all, request: id, since }),
        ...endCopiesWrites(workspace, person, { ground: 'child' }),
        eventWrite(workspace, { action: 'child.report', type: report.reason, ...about }),
        eventWrite(workspace, { action: 'person.restrict', type: 'child', ...about }),
        ...writes,
      ]);
      return request;
    } catch (error) {
      if (!isWriteRefusal(error) || tries >= ATTEMPTS) throw error;
    }
  }
}
