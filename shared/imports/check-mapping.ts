import type { RecordDeclaration } from '../catalogue/declaration.ts';
import { declarationOf } from '../catalogue/record-types.ts';
import { Problem, type Violation } from '../kernel/problems.ts';
import type { Cell, Condition, ExternalId, Mapping, RecordRule, ReferenceRule } from './mapping.ts';
import { templateColumns } from './mapping.ts';

/** Types whose records come with bytes and have a room of their own. */
const ELSEWHERE = ['file'];

/** Most files that are joined to the main one. */
const JOINS = 2;

/** Refuses a mapping that names what the catalogue does not have; 422 with a pointer per place. */
export function checkMapping(mapping: Mapping): void {
  const violations = [
    ...(Object.keys(mapping.joins).length > JOINS ? [{ pointer: '/mapping/joins', rule: 'too_big' }] : []),
    ...mapping.records.flatMap((rule, index) =>
      checkRecord(mapping, rule).map(({ pointer, rule: broken }) => ({
        pointer: `/mapping/records/${index}${pointer}`,
        rule: broken,
      })),
    ),
  ];
  if (violations.length > 0) throw new Problem('rule.violated', { violations });
}

function checkRecord(mapping: Mapping, rule: RecordRule): Violation[] {
  const declaration = declarationOf(rule.type);
  if (!declaration || ELSEWHERE.includes(rule.type)) return [{ pointer: '/type', rule: 'unknown' }];
  const found: Violation[] = [];
  const refuse = (pointer: string, broken: string) => found.push({ pointer, rule: broken });
  if (rule.person && declaration.home.in !== 'own') refuse('/person', 'not-a-person');
  for (const path of Object.keys(rule.fields)) {
    const [field = ''] = path.split('.');
    if (!settable(declaration, field)) refuse(`/fields/${path}`, 'unknown');
    else if (path !== field && Object.hasOwn(rule.fields, field)) refuse(`/fields/${path}`, 'twice');
  }
  for (const [field, { type }] of Object.entries(rule.references)) {
    const declared = Object.hasOwn(declaration.fields, field) ? declaration.fields[field] : undefined;
    if (declared?.whose !== 'link') refuse(`/references/${field}`, 'unknown');
    else if (!declared.refersTo?.includes(type)) refuse(`/references/${field}/type`, 'reference');
  }
  for (const [field, lines] of Object.entries(rule.lines)) {
    if (!settable(declaration, field)) refuse(`/lines/${field}`, 'unknown');
    if (!Object.hasOwn(mapping.joins, lines.from)) refuse(`/lines/${field}/from`, 'unknown');
    for (const [member, { type }] of Object.entries(lines.references))
      if (!declarationOf(type)) refuse(`/lines/${field}/references/${member}/type`, 'unknown');
  }
  return found;
}

/** Fields that a file can give: declared, no reference, not assigned by the product. */
function settable(declaration: RecordDeclaration, field: string): boolean {
  const declared = Object.hasOwn(declaration.fields, field) ? declaration.fields[field] : undefined;
  return declared !== undefined && declared.whose !== 'link' && declared.assigned !== true;
}

const ofCell = ({ column, join }: Cell) => [
  ...(column === undefined ? [] : [column]),
  ...(join?.columns ?? []),
];
const ofId = ({ column, template }: ExternalId) =>
  column === undefined ? templateColumns(template ?? '') : [column];
const ofCondition = (when: Condition | undefined) =>
  when ? [when.column, ...(when.otherColumn === undefined ? [] : [when.otherColumn])] : [];
const ofReference = (rule: ReferenceRule) => [...ofId(rule.externalId), ...ofCondition(rule.when)];

/** The columns that a mapping reads from the main file (`undefined`) or a joined one. */
export function columnsOf(mapping: Mapping, joined?: string): string[] {
  const named = mapping.records.flatMap((rule) => {
    if (joined !== undefined) {
      return Object.values(rule.lines)
        .filter(({ from }) => from === joined)
        .flatMap((lines) => [
          ...Object.values(lines.fields).flatMap(ofCell),
          ...Object.values(lines.references).flatMap(ofReference),
        ]);
    }
    return [
      ...ofId(rule.externalId),
      ...ofCondition(rule.when),
      ...(rule.person ? ofReference(rule.person) : []),
      ...Object.values(rule.fields).flatMap(ofCell),
      ...Object.values(rule.references).flatMap(ofReference),
    ];
  });
  const joins = Object.entries(mapping.joins).flatMap(([name, { on, to }]) =>
    joined === undefined ? [to ?? on] : name === joined ? [on] : [],
  );
  return [...new Set([...named, ...joins])];
}
