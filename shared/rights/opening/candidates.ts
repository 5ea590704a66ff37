import { fieldsWhere } from '../../catalogue/record-schema.ts';
import { RECORD_TYPES } from '../../catalogue/record-types.ts';
import type { SubjectId } from '../../kernel/ids.ts';
import { lookUpRecords, type Wanted } from '../../records/look-up.ts';
import { personOf } from '../../records/references.ts';
import type { Workspace } from '../../store/workspace.ts';
import type { RequestContent } from '../request/model.ts';

type Identifier = RequestContent['identifiers'][number];

/** The people who carry one identifier: found through its token, confirmed by opening, and the look-up is logged. */
async function peopleWith(
  workspace: Workspace,
  { kind, value }: Identifier,
  country: string,
): Promise<ReadonlySet<SubjectId>> {
  const found = new Set<SubjectId>();
  for (const declaration of RECORD_TYPES) {
    const fields = kind === 'externalId' ? [] : fieldsWhere(declaration, ({ lookup }) => lookup === kind);
    if (declaration.home.in === 'nobody' || (kind !== 'externalId' && fields.length === 0)) continue;
    const wanted: Wanted = kind === 'externalId' ? { kind, value } : { kind, value, country };
    const { records } = await lookUpRecords(workspace, declaration, wanted, fields, { use: 'rights' });
    for (const record of records) {
      const person = personOf(record.item.id);
      if (person) found.add(person);
    }
  }
  return found;
}

/**
 * Who could be meant: the people whom every identifier that leads anywhere leads to; should they contradict one
 * another, all of them. An identifier never decides: several people are the officer's choice.
 */
export async function candidatesFor(
  workspace: Workspace,
  identifiers: readonly Identifier[],
  country: string,
): Promise<SubjectId[]> {
  const groups: ReadonlySet<SubjectId>[] = [];
  for (const identifier of identifiers) {
    const people = await peopleWith(workspace, identifier, country);
    if (people.size > 0) groups.push(people);
  }
  const everybody = [...new Set(groups.flatMap((people) => [...people]))].sort();
  const agreed = everybody.filter((person) => groups.every((people) => people.has(person)));
  return agreed.length > 0 ? agreed : everybody;
}
