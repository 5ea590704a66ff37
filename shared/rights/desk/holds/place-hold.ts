import { eventWrite } from '../../../audit/record-event.ts';
import { newId, type RecordId, type SubjectId } from '../../../kernel/ids.ts';
import { Problem } from '../../../kernel/problems.ts';
import { day, instant } from '../../../kernel/time.ts';
import { personOf } from '../../../records/references.ts';
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

async function refuseForeign(workspace: Workspace, { person, records }: NewHold): Promise<void> {
  if (records === 'all') return;
  const items = await workspace.tables.get(records.map((record) => workspace.keys.record(record)));
  const foreign = records.findIndex((record, at) => personOf(record) !== person || !items[at]);
  if (foreign >= 0)
    throw new Problem('reference.unknown', {
      violations: [{ pointer: `/records/${foreign}`, rule: 'of this person' }],
    });
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
  await refuseForeign(workspace, given);
  const id = newId(workspace.random);
  const { key, write } = await vault.newOwnerKey('kept');
  const { note, ...said } = given;
  const hold: HoldItem = {
    id,
    state: 'requested',
    version: 1,
    ...said,
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
