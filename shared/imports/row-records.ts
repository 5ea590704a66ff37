import type { Violation } from '../kernel/problems.ts';
import type { Cells } from './cells.ts';
import { CellRefusal, externalIdOf, meets, valueOf } from './cells.ts';
import type { Cell, LinesRule, Mapping, RecordRule, ReferenceRule } from './mapping.ts';

/** A record named by type and external id. */
export interface Named {
  readonly type: string;
  readonly externalId: string;
}

/** A reference to be put in place once its record is found; `path` leads to its place in the body. */
export interface Pending {
  readonly path: readonly (string | number)[];
  readonly to: Named;
}

/** A record as a row describes it: body without references, the references, and what the row did not meet. */
export interface Draft {
  /** Row of the main file; 1 is the first one below the header. */
  readonly row: number;
  /** Position in the mapping's list of records. */
  readonly position: number;
  readonly type: string;
  readonly externalId?: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly references: readonly Pending[];
  /** The record whose person this one joins. */
  readonly person?: Named;
  readonly violations: readonly Violation[];
}

/** Rows of a joined file that belong to a row of the main one. */
export type Joined = (join: string, cells: Cells) => readonly Cells[];

/** An object without a prototype, so that no column or field name reaches one. */
const bare = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>;

/** Collects what one record of a row comes to. */
class Sketch {
  readonly body = bare();
  readonly references: Pending[] = [];
  readonly violations: Violation[] = [];

  cell(into: Record<string, unknown>, member: string, pointer: string, cell: Cell, cells: Cells): void {
    try {
      const value = valueOf(cell, cells);
      if (value !== undefined) into[member] = value;
    } catch (error) {
      if (!(error instanceof CellRefusal)) throw error;
      this.violations.push({ pointer, rule: error.rule });
    }
  }

  reference(path: readonly (string | number)[], rule: ReferenceRule, cells: Cells): void {
    const to = named(rule, cells);
    if (to) this.references.push({ path, to });
  }

  lines(field: string, rule: LinesRule, rows: readonly Cells[]): void {
    this.body[field] = rows.map((cells, index) => {
      const line = bare();
      for (const [member, cell] of Object.entries(rule.fields))
        this.cell(line, member, `/${field}/${index}/${member}`, cell, cells);
      for (const [member, reference] of Object.entries(rule.references))
        this.reference([field, index, member], reference, cells);
      return line;
    });
  }
}

function named({ type, externalId, when }: ReferenceRule, cells: Cells): Named | undefined {
  const id = meets(when, cells) ? externalIdOf(externalId, cells) : undefined;
  return id === undefined ? undefined : { type, externalId: id };
}

function draft(rule: RecordRule, position: number, row: number, cells: Cells, joined: Joined): Draft {
  const sketch = new Sketch();
  for (const [path, cell] of Object.entries(rule.fields)) {
    const [field = '', member] = path.split('.');
    if (member === undefined) {
      sketch.cell(sketch.body, field, `/${field}`, cell, cells);
      continue;
    }
    const object = (sketch.body[field] as Record<string, unknown> | undefined) ?? bare();
    sketch.cell(object, member, `/${field}/${member}`, cell, cells);
    if (Object.keys(object).length > 0) sketch.body[field] = object;
  }
  for (const [field, reference] of Object.entries(rule.references))
    sketch.reference([field], reference, cells);
  for (const [field, lines] of Object.entries(rule.lines))
    sketch.lines(field, lines, joined(lines.from, cells));
  const externalId = externalIdOf(rule.externalId, cells);
  const person = rule.person && named(rule.person, cells);
  const { body, references, violations } = sketch;
  if (externalId === undefined) violations.push({ pointer: '/externalId', rule: 'missing' });
  return {
    row,
    position,
    type: rule.type,
    ...(externalId === undefined ? {} : { externalId }),
    body,
    references,
    ...(person ? { person } : {}),
    violations,
  };
}

/** The records that a row describes, in the mapping's order. */
export function rowRecords(mapping: Mapping, row: number, cells: Cells, joined: Joined): Draft[] {
  return mapping.records.flatMap((rule, position) =>
    meets(rule.when, cells) ? [draft(rule, position, row, cells, joined)] : [],
  );
}
