import { originOf, type FieldDeclaration } from '../../catalogue/declaration.ts';
import type { LegalBasis } from '../../catalogue/vocabulary.ts';
import { foreignReason, isText, type Withheld } from '../disclose.ts';
import type { Held } from '../held.ts';
import type { Reason } from '../wordings/reasons.ts';

/** The legal bases whose data are portable (Art. 20(1)(a)); everything here is processed by automated means (b). */
const PORTABLE_BASES: readonly LegalBasis[] = ['consent', 'contract'];

/** Why a field of a person's record is not portable; undefined when it is. */
function notPortable(field: FieldDeclaration | undefined): Reason | undefined {
  if (!field || originOf(field) === 'derived') return 'not-provided';
  return PORTABLE_BASES.includes(field.basis) ? undefined : 'other-basis';
}

/** True for a field whose values a person can take along (Art. 20(1)): provided or observed, on consent or contract. */
export function isPortable(field: FieldDeclaration): boolean {
  return notPortable(field) === undefined;
}

/**
 * What of a record a person can take along (Art. 20). Records of others that name the person stay; texts that name
 * several people wait for the officer as in an access package (Art. 20(4)). Nothing is dropped: what is not shown is
 * withheld, with its reason.
 */
export function portable(held: Held): Held {
  const { declaration, record, own, statements } = held;
  const fields: Readonly<Record<string, FieldDeclaration>> = declaration.fields;
  const reasonOf = (name: string): Reason | undefined => {
    if (!own) return foreignReason(record.item.id);
    return name in fields ? notPortable(fields[name]) : undefined;
  };
  const said = (field: string, why: Reason): Withheld => ({
    record: held.id,
    type: declaration.type,
    field,
    why,
  });
  const names = Object.keys(held.shown);
  const shown = Object.fromEntries(
    Object.entries(held.shown).filter(([name]) => reasonOf(name) === undefined),
  );
  const withheld = [
    ...held.withheld.map((one) => ({ ...one, why: reasonOf(one.field) ?? one.why })),
    ...names.flatMap((name) => {
      const why = reasonOf(name);
      return why ? [said(name, why)] : [];
    }),
  ];
  const texts = Object.values(fields).some((field) => isText(field) && isPortable(field));
  // The person's own words are provided by the person, but go only with the record that they stand beside.
  const together = Object.keys(shown).length > 0;
  if (!together && own && statements.length > 0) withheld.push(said('statements', 'other-basis'));
  return {
    ...held,
    shown,
    withheld,
    statements: together ? statements : [],
    content: held.content && own && texts,
    undecided: held.undecided && withheld.some(({ why }) => why === 'names-others'),
  };
}
