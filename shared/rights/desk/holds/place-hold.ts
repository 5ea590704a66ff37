import { eventWrite } from '../../../audit/record-event.ts';
import { declarationOf } from '../../../catalogue/record-types.ts';
import { newId, type RecordId, type SubjectId } from '../../../kernel/ids.ts';
import { Problem } from '../../../kernel/problems.ts';
import { day, instant } from '../../../kernel/time.ts';
import { personOf, referencesIn } from '../../../records/references.ts';
import { recordFrom } from '../../../records/shape.ts';
import { ABSENT } from '../../../store/clauses.ts';
import { dueWrite } from '../../../store/due.ts';
import type { Workspace } from '../../../store/workspace.ts';
import { controlFrom, writable } from '../../../subjects/control.ts';
import { holdBinding, type HoldItem, type HoldReason } from './hold.ts';

/** What is to be held, and why. */
export interface NewHold {
  readonly person: SubjectId;
  readonly records: readonly RecordId[] | 'all';
  readonly reason: HoldReason;
  readonly note: string;
  readonly reviewOn: string;
}

/** People whom the records of one hold may be about: all of them are checked in one transaction. */
const MOST_PEOPLE = 40;

/** Whom the records are about; `reference.unknown` for a record that is not here or not about the person. */
async function coveredBy(
  workspace: Workspace,
  { person, records }: NewHold,
): Promise<Pick<HoldItem, 'people' | 'file'>> {
  if (records === 'all') return { people: [person] };
  const items = await workspace.tables.get(records.map((record) => workspace.keys.record(record)));
  const people = new Set([person]);
  for (const [position, item] of items.entries()) {
    const record = item && recordFrom(item);
    const declaration = record && declarationOf(record.type);
    const named = declaration ? referencesIn(declaration, record.plain).map(({ to }) => personOf(to)) : [];
    const about = [record && personOf(record.id), ...named].filter((one) => one !== undefined);
    if (!about.includes(person))
      throw new Problem('reference.unknown', {
        violations: [{ pointer: `/records/${position}`, rule: 'about this person' }],
      });
    for (const one of about) people.add(one);
  }
  if (people.size > MOST_PEOPLE)
    throw new Problem('rule.violated', { violations: [{ pointer: '/records', rule: 'too many people' }] });
  const file = items.some((item) => item?.['type'] === 'file');
  return { people: [...people], ...(file ? { file } : {}) };
}

/**
 * Asks for a hold; it is in force once a second person has approved it. `subject.frozen` while the person is being
 * erased, `reference.unknown` for a person or record that is not here, `rule.violated` for a review in the past.
 */
export async function requestHold(workspace: Workspace, given: NewHold): Promise<HoldItem> {
  const { keys, tables, vault } = workspace;
  if (given.reviewOn <= day(workspace.now()))
    throw new Problem('rule.violated', { violations: [{ pointer: '/reviewOn', rule: 'future' }] });
  const control = controlFrom((await tables.get([keys.subject(given.person)]))[0]);
  writable(control, '/person');
  const covered = await coveredBy(workspace, given);
  const id = newId(workspace.random);
  const { key, write } = await vault.newOwnerKey('kept');
  const { note, ...said } = given;
  const hold: HoldItem = {
    id,
    state: 'requested',
    version: 1,
    ...said,
    ...covered,
    createdAt: instant(workspace.now()),
    askedBy: workspace.actor.id,
    key: key.id,
    content: vault.seal(key, holdBinding(id), { note }),
  };
  const listed = { listPk: keys.list('hold', 0), listSk: `${hold.createdAt}#${id}` };
  await tables.write([
    { put: { ...hold, ...listed }, at: keys.hold(id), if: ABSENT },
    write,
    dueWrite(workspace, { at: Date.parse(hold.reviewOn), kind: 'hold', reference: id }),
    eventWrite(workspace, { action: 'hold.request', target: id, type: hold.reason, subject: hold.person }),
  ]);
  return hold;
}
