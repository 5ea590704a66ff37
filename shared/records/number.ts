import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { RecordValues } from '../catalogue/record-schema.ts';
import type { Workspace, Write } from '../store/workspace.ts';

/** A number that is given in the same transaction as the record that bears it, so that no gap can arise. */
export interface GivenNumber {
  readonly values: RecordValues;
  readonly write: Write;
}

/**
 * The next number of the declaration's sequence when the record comes to bear one by this change; otherwise undefined.
 * Two at once conflict on the sequence item, and the loser is prepared anew.
 */
export async function numberFor(
  workspace: Workspace,
  declaration: RecordDeclaration,
  before: RecordValues | undefined,
  after: RecordValues,
): Promise<GivenNumber | undefined> {
  const rule = declaration.numbered;
  if (!rule) return undefined;
  const bears = (values: RecordValues | undefined) => values?.[rule.when.field] === rule.when.value;
  if (!bears(after) || bears(before)) return undefined;
  const year = String(after[rule.yearOf]).slice(0, 4);
  const at = workspace.keys.sequence(`${declaration.type}-${year}`);
  const [item] = await workspace.tables.get([at]);
  const last = (item?.['last'] as number | undefined) ?? 0;
  return {
    values: { [rule.field]: `${year}-${String(last + 1).padStart(5, '0')}` },
    write: {
      put: { last: last + 1 },
      at,
      if: item
        ? { expression: '#last = :last', names: { '#last': 'last' }, values: { ':last': last } }
        : { expression: 'attribute_not_exists(pk)' },
    },
  };
}
