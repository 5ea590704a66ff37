import type { FieldDeclaration } from '../catalogue/declaration.ts';
import { declarationOf } from '../catalogue/record-types.ts';
import type { Purpose } from '../catalogue/vocabulary.ts';
import type { RecordId, SubjectId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { DAY, day } from '../kernel/time.ts';
import { personOf } from '../records/references.ts';
import type { Item, Workspace } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { admit, type Processing } from '../subjects/admit.ts';
import { activeCheck, controlFrom, writable, type SubjectControl } from '../subjects/control.ts';
import { disclosureWrites, type DisclosedRecord, type Disclosure, type NewDisclosure } from './disclosure.ts';
import { recipientCheck, recipientsById } from './recipient.ts';
import { refuseTransfer } from './transfers.ts';

/** A disclosure as somebody enters it; the types of the records are looked up. */
export type EnteredDisclosure = Omit<NewDisclosure, 'records' | 'purpose'> & {
  readonly purpose: string;
  readonly records: readonly { readonly record: RecordId; readonly fields: readonly string[] }[];
};

/** How far back a disclosure may lie that is entered later. */
const OLDEST = 366 * DAY;
/** How often a disclosure is prepared anew when the person's state moves at that moment. */
const ATTEMPTS = 3;

const refusal = (pointer: string, rule: string) =>
  new Problem('rule.violated', { violations: [{ pointer, rule }] });

/** The purpose of a disclosure, to a recipient that is active, registered for it, and where data might go on that day. */
async function admissiblePurpose(
  workspace: Workspace,
  { recipient: id, purpose: wanted }: EnteredDisclosure,
  on: string,
): Promise<Purpose> {
  const recipient = (await recipientsById(workspace, [id])).get(id);
  if (!recipient || recipient.state === 'ended')
    throw new Problem('reference.unknown', { violations: [{ pointer: '/recipient', rule: 'recipient' }] });
  const purpose = recipient.purposes.find((one) => one === wanted);
  if (!purpose) throw refusal('/purpose', 'purpose-of-the-recipient');
  refuseTransfer(recipient, on, '/recipient');
  return purpose;
}

/** Records of the person, or of others that name the person, with their types and fields that exist. */
async function disclosedRecords(
  workspace: Workspace,
  person: SubjectId,
  entered: EnteredDisclosure['records'],
): Promise<DisclosedRecord[]> {
  const { keys, tables } = workspace;
  const items = await tables.get(
    entered.map(({ record }) =>
      personOf(record) === person ? keys.record(record) : keys.link(person, record),
    ),
  );
  const unknown = items.flatMap((item, position) =>
    item ? [] : [{ pointer: `/records/${position}/record`, rule: 'record-of-the-person' }],
  );
  if (unknown.length > 0) throw new Problem('reference.unknown', { violations: unknown });
  return entered.map(({ record, fields }, position) => {
    const type = (items[position] as Item)['type'] as string;
    const wrong = fields.findIndex((field) => !fieldOf(type, field));
    if (wrong >= 0) throw refusal(`/records/${position}/fields/${wrong}`, 'field');
    return { record, type, fields: [...new Set(fields)] };
  });
}

function fieldOf(type: string, field: string): FieldDeclaration | undefined {
  const fields: Readonly<Record<string, FieldDeclaration>> = declarationOf(type)?.fields ?? {};
  return Object.hasOwn(fields, field) ? fields[field] : undefined;
}

/** Giving data to others is a use that a restriction stops (Art. 18(2)). */
function admitDisclosure(
  control: SubjectControl,
  records: readonly DisclosedRecord[],
  processing: Processing,
): void {
  for (const { record, type, fields } of records)
    admit(control, {
      ...processing,
      record,
      fields: fields.flatMap((field) => fieldOf(type, field) ?? []),
    });
}

/**
 * Records that data about a person were disclosed. `not-found` for a person who is not here, `reference.unknown` for
 * a recipient or record that is not, `rule.violated` for a purpose that is not the recipient's or a transfer that has
 * no ground on its day, `subject.restricted` and `subject.frozen` as for every disclosure.
 */
export async function recordDisclosure(
  workspace: Workspace,
  person: SubjectId,
  entered: EnteredDisclosure,
  processing: Processing = { use: 'export' },
): Promise<Disclosure> {
  const at = entered.at === undefined ? workspace.now() : Date.parse(entered.at);
  if (!(at <= workspace.now() && at >= workspace.now() - OLDEST)) throw refusal('/at', 'within-a-year');
  const purpose = await admissiblePurpose(workspace, entered, day(at));
  for (let tries = 1; ; tries++) {
    const control = controlFrom((await workspace.tables.get([workspace.keys.subject(person)]))[0]);
    if (!control || control.state === 'erased') throw new Problem('not-found');
    const { epoch } = writable(control, '/person');
    const records = await disclosedRecords(workspace, person, entered.records);
    admitDisclosure(control, records, processing);
    const { disclosure, writes } = disclosureWrites(workspace, person, { ...entered, purpose, records });
    try {
      await workspace.tables.write([
        activeCheck(workspace, person, epoch),
        recipientCheck(workspace, entered.recipient),
        ...writes,
      ]);
      return disclosure;
    } catch (error) {
      if (!isWriteRefusal(error)) throw error;
      if (tries >= ATTEMPTS) throw new Problem('unavailable', { retryAfter: 1 });
    }
  }
}
