import { describe, expect, test } from 'vitest';
import { BLANK, names, redactor } from '../../../shared/rights/plan/redact.ts';

const known = {
  names: ['Ines Albrecht'],
  emails: ['ines.albrecht@example.org'],
  phones: ['+49 30 901820'],
};
const redact = redactor(known);

describe('redacting', () => {
  test.each([
    ['Ines Albrecht called', `${BLANK} called`],
    ['INES  ALBRECHT called', `${BLANK} called`],
    ['ask Albrecht, then Ines', `ask ${BLANK}, then ${BLANK}`],
    ['Ines’ order', `${BLANK}’ order`],
    ['mail Ines.Albrecht@Example.org now', `mail ${BLANK} now`],
    ['+49 (30) 90 18-20', BLANK],
    ['(Albrecht)', `(${BLANK})`],
  ])('%s', (text, left) => {
    expect(redact(text)).toBe(left);
    expect(names(known, { deep: [text] })).toBe(true);
  });

  test.each(['Albrechtstraße 5', 'Inessa Albrechts', 'tea for two', '49309018200', 'albrecht the word'])(
    '%s stays as it is',
    (text) => {
      expect(redact(text)).toBe(text);
      expect(names(known, text)).toBe(false);
    },
  );

  test('everything that is no text stays as it is', () => {
    const value = { a: 1, b: true, c: null, d: ['x'], e: { f: 2.5 } };
    expect(redact(value)).toEqual(value);
  });

  test('nobody known is nobody named, and signs in names are only signs', () => {
    expect(redactor({ names: [], emails: [], phones: [] })('Ines')).toBe('Ines');
    expect(redactor({ names: ['A.* (B)'], emails: [], phones: [] })('xyz A.* (B)')).toContain('xyz');
  });
});
