import { eventWrite } from '../../audit/record-event.ts';
import type { SubjectId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import type { Workspace } from '../../store/workspace.ts';
import { liftWrite } from '../../subjects/restrictions.ts';
import type { RequestItem } from '../request/model.ts';
import { step } from '../steps/store.ts';
import { load } from '../request/stored.ts';
import { isOfAge, presentControl, quarantineOf, type Birth } from './report-child.ts';

/** What ends the quarantine of a child’s data without erasing them; `second`: never by who reported. */
export const QUARANTINE_ENDS = {
  parent: { says: 'A parent has authorised it; how that was verified is on file (Art. 8(2))', second: true },
  'of-age': { says: 'The birth date says that the age of consent is reached', second: false },
  mistaken: { says: 'The report was wrong', second: true },
} as const;
/** A finding of the table. */
export type QuarantineEnd = keyof typeof QUARANTINE_ENDS;

/** What an officer has found. */
export type Finding =
  { readonly because: Exclude<QuarantineEnd, 'of-age'> } | ({ readonly because: 'of-age' } & Birth);

/**
 * Ends the quarantine of a child’s data, and with it the duty to erase them. `not-found` without a quarantine,
 * `state.conflict` once the erasure is under way, `same-person` for whoever reported, `rule.violated` for a birth date
 * below the age.
 */
export async function endQuarantine(
  workspace: Workspace,
  person: SubjectId,
  finding: Finding,
): Promise<RequestItem> {
  const id = quarantineOf(await presentControl(workspace, person));
  if (!id) throw new Problem('not-found');
  const { openedBy } = await load(workspace, id);
  if (QUARANTINE_ENDS[finding.because].second && openedBy === workspace.actor.id)
    throw new Problem('same-person');
  if (finding.because === 'of-age' && !(await isOfAge(workspace, finding)))
    throw new Problem('rule.violated', { violations: [{ pointer: '/birthDate', rule: 'of age' }] });
  return step(workspace, id, 'end-duty', async () => {
    const about = { subject: person, target: id, request: id };
    return {
      note: { because: finding.because },
      writes: [
        liftWrite(workspace, person, await presentControl(workspace, person), id),
        eventWrite(workspace, { action: 'child.authorise', type: finding.because, ...about }),
        eventWrite(workspace, { action: 'person.lift', type: 'child', ...about }),
      ],
    };
  });
}
