import { countryCode } from './countries.ts';
import type { Cell, Condition, ExternalId, Format } from './mapping.ts';

/** One row as its columns: text of a cell, or undefined for an absent one. */
export type Cells = (column: string) => string | undefined;

/** A cell that its format refuses; carries the rule, never the text. */
export class CellRefusal extends Error {
  readonly rule: string;

  constructor(rule: string) {
    super(rule);
    this.name = 'CellRefusal';
    this.rule = rule;
  }
}

/** The cells of a row by column name; empty cells and the mapping's text for nothing are absent. */
export function cellsOf(
  columns: ReadonlyMap<string, number>,
  cells: readonly string[],
  nullText: string | undefined,
): Cells {
  return (column) => {
    const text = cells[columns.get(column) ?? -1]?.trim();
    return text === undefined || text === '' || text === nullText ? undefined : text;
  };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?$/;
const INTEGER = /^[+-]?\d{1,15}$/;
const DECIMAL = /^([+-]?)(\d{1,15})(?:\.(\d{1,10}))?$/;
const TRUTHS: Readonly<Record<string, boolean>> = {
  '1': true,
  true: true,
  yes: true,
  '0': false,
  false: false,
  no: false,
};

/** Text → value by format; undefined when the text is not of the format. */
const READ: Record<Format, (text: string, digits: number) => string | number | boolean | undefined> = {
  text: (text) => text,
  date: (text) => (DAY.test(text) ? text : undefined),
  // The day as it is written: fields hold days.
  datetime: (text) => MOMENT.exec(text)?.[1],
  integer: (text) => (INTEGER.test(text) ? Number(text) : undefined),
  decimal: (text) => (DECIMAL.test(text) ? Number(text) : undefined),
  'decimal-to-minor': minorUnits,
  boolean: (text) => TRUTHS[text.toLowerCase()],
  'country-name': (text) => countryCode(text),
};

/** Exact: digits are moved, never multiplied. More digits than the currency has are refused unless they are zeros. */
function minorUnits(text: string, digits: number): number | undefined {
  const [, sign, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined || /[1-9]/.test(fraction.slice(digits))) return undefined;
  const amount = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  return amount === 0 ? 0 : sign === '-' ? -amount : amount;
}

/** The value that a cell gives; undefined when nothing is there. */
export function valueOf(cell: Cell, cells: Cells): string | number | boolean | undefined {
  if (cell.constant !== undefined) return cell.constant;
  const text = cell.join
    ? cell.join.columns.flatMap((column) => cells(column) ?? []).join(cell.join.separator) || undefined
    : cells(cell.column ?? '');
  if (text === undefined) return undefined;
  if (cell.map) {
    if (!Object.hasOwn(cell.map, text)) throw new CellRefusal('map');
    return cell.map[text];
  }
  const value = READ[cell.format](text, cell.digits);
  if (value === undefined) throw new CellRefusal(cell.format);
  return value;
}

/** The external id that a row gives; undefined when one of its columns is absent. */
export function externalIdOf({ column, template }: ExternalId, cells: Cells): string | undefined {
  if (column !== undefined) return cells(column);
  let missing = false;
  const text = (template ?? '').replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const part = cells(name);
    missing ||= part === undefined;
    return part ?? '';
  });
  return missing ? undefined : text;
}

/** True when a row meets a condition; no condition is met by every row. Texts are compared without regard to case. */
export function meets(when: Condition | undefined, cells: Cells): boolean {
  if (!when) return true;
  const have = cells(when.column)?.toLowerCase();
  if (when.is === 'present') return have !== undefined;
  if (when.is === 'absent') return have === undefined;
  const other = (when.otherColumn === undefined ? when.value : cells(when.otherColumn))?.toLowerCase();
  const same = have !== undefined && have === other;
  const within = have !== undefined && other !== undefined && have.includes(other);
  return { equals: same, 'not-equals': !same, contains: within, 'not-contains': !within }[when.is];
}
