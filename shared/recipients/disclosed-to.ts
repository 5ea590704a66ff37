import type { Id, RecordId, SubjectId } from '../kernel/ids.ts';
import type { Workspace } from '../store/workspace.ts';
import { disclosures, type DisclosedRecord, type Disclosure } from './disclosure.ts';
import { recipientsById, type Recipient } from './recipient.ts';
import type { MechanismName } from './transfers.ts';

/** Which disclosures are meant: all of a person's, or those of some records, or of some of their fields. */
export interface Concerned {
  readonly records?: readonly RecordId[];
  /** Names of fields. */
  readonly fields?: readonly string[];
  /** Fields that are not meant, by record: what a statute keeps is not erased. */
  readonly except?: ReadonlyMap<RecordId, readonly string[]>;
}

/** Everything that one recipient has got about a person. */
export interface DisclosedTo {
  readonly recipient: Recipient;
  readonly first: string;
  readonly last: string;
  readonly purposes: readonly string[];
  /** Records with the names of the fields that were disclosed; each record once. */
  readonly records: readonly DisclosedRecord[];
}

/** The part of a disclosure that is meant; its records are empty when none is. */
function concerned({ records }: Disclosure, wanted: Concerned): DisclosedRecord[] {
  const { records: only, fields: names, except } = wanted;
  return records.flatMap(({ record, type, fields }) => {
    if (only && !only.includes(record)) return [];
    const meant = fields.filter((field) => !except?.get(record)?.includes(field));
    if (!meant.some((field) => names === undefined || names.includes(field))) return [];
    return [{ record, type, fields: meant }];
  });
}

function merged(all: readonly DisclosedRecord[]): DisclosedRecord[] {
  const found = new Map<RecordId, DisclosedRecord>();
  for (const one of all) {
    const before = found.get(one.record)?.fields ?? [];
    found.set(one.record, { ...one, fields: [...new Set([...before, ...one.fields])] });
  }
  return [...found.values()];
}

/** To whom data about a person went, once per recipient, whatever has become of the recipient since. */
export async function disclosedTo(
  workspace: Workspace,
  person: SubjectId,
  wanted: Concerned = {},
): Promise<DisclosedTo[]> {
  const byRecipient = new Map<Id, (Disclosure & { readonly meant: readonly DisclosedRecord[] })[]>();
  for await (const disclosure of disclosures(workspace, person)) {
    const meant = concerned(disclosure, wanted);
    if (meant.length === 0) continue;
    const before = byRecipient.get(disclosure.recipient) ?? [];
    byRecipient.set(disclosure.recipient, [...before, { ...disclosure, meant }]);
  }
  const recipients = await recipientsById(workspace, [...byRecipient.keys()]);
  return [...byRecipient].flatMap(([id, all]) => {
    const recipient = recipients.get(id);
    if (!recipient) return [];
    const days = all.map(({ at }) => at).sort();
    return [
      {
        recipient,
        first: days[0] ?? '',
        last: days.at(-1) ?? '',
        purposes: [...new Set(all.map(({ purpose }) => purpose))],
        records: merged(all.flatMap(({ meant }) => meant)),
      },
    ];
  });
}

/** Names of fields by type of record. */
export function categoriesOf(
  records: readonly DisclosedRecord[],
): { readonly of: string; readonly fields: readonly string[] }[] {
  const found = new Map<string, readonly string[]>();
  for (const { type, fields } of records)
    found.set(type, [...new Set([...(found.get(type) ?? []), ...fields])]);
  return [...found].map(([of, fields]) => ({ of, fields }));
}

/** A recipient as the person is told of it (Art. 15(1)(c) and (2); C-154/21: by name). */
export interface NamedRecipient {
  readonly name: string;
  readonly kind: string;
  readonly country: string;
  /** Days of the first and the last disclosure. */
  readonly first: string;
  readonly last: string;
  readonly purposes: readonly string[];
  readonly categories: readonly { readonly of: string; readonly fields: readonly string[] }[];
  /** What a transfer into a third country rests on; absent within the EEA. */
  readonly safeguard?: MechanismName;
}

/** Who has got data about a person, by name, for the person's access package. */
export async function disclosuresOf(workspace: Workspace, person: SubjectId): Promise<NamedRecipient[]> {
  return (await disclosedTo(workspace, person)).map(({ recipient, first, last, purposes, records }) => {
    const safeguard = recipient.transfer?.mechanism;
    return {
      name: recipient.name,
      kind: recipient.kind,
      country: recipient.country,
      first: first.slice(0, 10),
      last: last.slice(0, 10),
      purposes,
      categories: categoriesOf(records),
      ...(safeguard ? { safeguard } : {}),
    };
  });
}
