import { describe, expect, test } from 'vitest';
import {
  cellsOf,
  CellRefusal,
  externalIdOf,
  meets,
  valueOf,
  type Cells,
} from '../../../shared/imports/cells.ts';
import { countryCode } from '../../../shared/imports/countries.ts';
import type { Cell, Format } from '../../../shared/imports/mapping.ts';

const row = (values: Readonly<Record<string, string>>): Cells =>
  cellsOf(new Map(Object.keys(values).map((name, index) => [name, index])), Object.values(values), 'NULL');
const cell = (more: Partial<Cell>): Cell => ({ format: 'text', digits: 2, ...more });
const read = (format: Format, text: string, digits = 2) =>
  valueOf(cell({ column: 'a', format, digits }), row({ a: text }));

describe('a cell', () => {
  test.each<[Format, string, unknown]>([
    ['text', '=1+1', '=1+1'],
    ['date', '2026-03-02', '2026-03-02'],
    ['datetime', '1996-07-04 00:00:00.000', '1996-07-04'],
    ['datetime', '1996-07-04T23:30:00+02:00', '1996-07-04'],
    ['integer', '-12', -12],
    ['decimal', '0.05', 0.05],
    ['decimal-to-minor', '480.00', 48000],
    ['decimal-to-minor', '0.1', 10],
    ['decimal-to-minor', '-32.380', -3238],
    ['decimal-to-minor', '1.005000', 'refused'],
    ['boolean', 'No', false],
    ['boolean', '1', true],
    ['country-name', 'Allemagne', 'DE'],
    ['date', '04.07.1996', 'refused'],
    ['datetime', '1996-07-04', 'refused'],
    ['integer', '1e3', 'refused'],
    ['decimal', '1,5', 'refused'],
    ['boolean', 'maybe', 'refused'],
    ['country-name', 'Atlantis', 'refused'],
  ])('of the format %s with %s is %s', (format, text, value) => {
    if (value === 'refused') expect(() => read(format, text)).toThrow(CellRefusal);
    else expect(read(format, text)).toBe(value);
  });

  test('money is moved by digits, never multiplied', () => {
    for (let cents = 0; cents < 20_000; cents += 7)
      expect(read('decimal-to-minor', (cents / 100).toFixed(2))).toBe(cents);
    expect(read('decimal-to-minor', '1500', 0)).toBe(1500);
    expect(() => read('decimal-to-minor', '1500.5', 0)).toThrow(CellRefusal);
  });

  test('is absent when it is empty or says so; a map takes what it lists only', () => {
    expect(valueOf(cell({ column: 'a' }), row({ a: 'NULL' }))).toBeUndefined();
    expect(valueOf(cell({ column: 'a' }), row({ a: '  ' }))).toBeUndefined();
    const map = { y: true };
    expect(valueOf(cell({ column: 'a', map }), row({ a: 'y' }))).toBe(true);
    expect(() => valueOf(cell({ column: 'a', map }), row({ a: 'constructor' }))).toThrow(CellRefusal);
    const join = { columns: ['a', 'b'], separator: ' ' };
    expect(valueOf(cell({ join }), row({ a: 'Ines', b: 'NULL' }))).toBe('Ines');
  });
});

test('an external id needs all of its columns', () => {
  const template = 'order-{a}-{b}';
  expect(externalIdOf({ template }, row({ a: '1', b: '2' }))).toBe('order-1-2');
  expect(externalIdOf({ template }, row({ a: '1', b: '' }))).toBeUndefined();
});

test.each([
  [{ column: 'a', is: 'equals', value: 'X' } as const, true, false],
  [{ column: 'a', is: 'not-equals', value: 'x' } as const, false, true],
  [{ column: 'a', is: 'contains', otherColumn: 'b' } as const, true, false],
  [{ column: 'a', is: 'not-contains', otherColumn: 'b' } as const, false, true],
  [{ column: 'a', is: 'present' } as const, true, false],
  [{ column: 'a', is: 'absent' } as const, false, true],
])('the condition %o', (when, full, empty) => {
  expect(meets(when, row({ a: 'x', b: 'X' }))).toBe(full);
  expect(meets(when, row({ a: '', b: 'X' }))).toBe(empty);
});

test('countries are known by name in a few languages and by code; unions are none', () => {
  expect(['Germany', 'Deutschland', 'UK', 'USA', 'fr', 'Türkei', 'Schweiz'].map(countryCode)).toEqual([
    'DE',
    'DE',
    'GB',
    'US',
    'FR',
    'TR',
    'CH',
  ]);
  expect(['European Union', 'Narnia', ''].map(countryCode)).toEqual([undefined, undefined, undefined]);
});
