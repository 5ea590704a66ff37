import { ABSENT, equals } from '../../store/clauses.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import { controlFrom } from '../../subjects/control.ts';
import { groundRule } from '../../subjects/grounds.ts';
import { restrictionsOf } from '../../subjects/restrictions.ts';
import { personMark } from '../request/marks.ts';
import type { RequestItem } from '../request/model.ts';

/** What the record of a closed request is needed for beyond its time. */
export type Need = 'hold' | 'complaint' | 'restriction';

/** Checks for the transaction that ends the record: nothing has come up since they were made. */
export type Unneeded = readonly Write[];

/**
 * Why the record of a request stays although its time is over; otherwise the checks under which it may end. A hold or
 * an open complaint makes it evidence (Art. 17(3)(e)); a restriction that it put in force is lifted through it, after a
 * notice (Art. 18(3)), or with the end of a quarantine.
 */
export async function neededFor(workspace: Workspace, request: RequestItem): Promise<Need | Unneeded> {
  const { id, subject } = request;
  if (!subject) return [];
  const { keys, tables } = workspace;
  const complaint = keys.requestMark(await personMark(workspace, 'complaint', subject));
  const person = keys.subject(subject);
  const [item, complains] = await tables.get([person, complaint]);
  const control = controlFrom(item);
  if (complains) return 'complaint';
  if ((control?.holds ?? []).length > 0) return 'hold';
  const lifted = restrictionsOf(control).some(
    ({ request: by, ground }) => by === id && (groundRule(ground).noticeFirst || ground === 'child'),
  );
  if (lifted) return 'restriction';
  return [
    { check: true, at: complaint, if: ABSENT },
    { check: true, at: person, if: control ? equals('epoch', control.epoch) : ABSENT },
  ];
}
