import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordDeclaration } from '../../../shared/catalogue/declaration.ts';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { customer } from '../../../shared/catalogue/types/customer.ts';
import { invoice } from '../../../shared/catalogue/types/invoice.ts';
import { CALENDAR_END, CALENDAR_HEAD, eventsOf } from '../../../shared/exports/portable/calendar.ts';
import { cardOf } from '../../../shared/exports/portable/cards.ts';
import type { Held } from '../../../shared/exports/held.ts';
import type { RecordId } from '../../../shared/kernel/ids.ts';
import { blocks } from './content-lines.ts';

const ID = `S${'0'.repeat(52)}` as RecordId;

/** A record as a package shows it. */
const shows = (declaration: RecordDeclaration, shown: Readonly<Record<string, unknown>>): Held => ({
  own: true,
  declaration,
  record: {
    item: {
      id: ID,
      type: declaration.type,
      version: 1,
      schema: 1,
      createdAt: '2027-01-15T08:00:00.000Z',
      updatedAt: '2027-01-16T09:30:15.123Z',
      plain: {},
    },
    values: shown,
  },
  id: ID,
  shown,
  statements: [],
  withheld: [],
  content: false,
  undecided: false,
});

/** Any text that a record takes: no control character but tab and line feed, no lone surrogate. */
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 120 })
  .map((given) => given.replaceAll(/[^\P{Cc}\n\t]|\p{Cs}/gu, '').trim())
  .filter((given) => given !== '');

const values = (lines: ReturnType<typeof blocks>[number], name: string) =>
  lines.filter((line) => line.name === name).map(({ parts }) => parts);

describe('a contact card', () => {
  test('law: any text is read back as it was, whatever its length, signs and line breaks', () => {
    const part = fc.option(text, { nil: undefined });
    const address = fc.record({ street: part, city: part, region: part, postalCode: part });
    fc.assert(
      fc.property(text, text, text, address, (name, jobTitle, email, where) => {
        const card = cardOf(shows(contact, { name, jobTitle, email, address: where })) ?? '';
        const [lines = []] = blocks(card, 'VCARD');
        expect(values(lines, 'FN')).toEqual([[name]]);
        expect(values(lines, 'TITLE')).toEqual([[jobTitle]]);
        expect(values(lines, 'EMAIL')).toEqual([[email]]);
        const { street = '', city = '', region = '', postalCode = '' } = where;
        expect(values(lines, 'ADR')).toEqual([['', '', street, city, region, postalCode, '']]);
      }),
      { numRuns: 300 },
    );
  });

  test('cannot be made to hold a second one by a name with line breaks', () => {
    const name = 'A\r\nEND:VCARD\r\nBEGIN:VCARD\nFN:B';
    const card = cardOf(shows(contact, { name })) ?? '';
    expect(blocks(card, 'VCARD')).toHaveLength(1);
    expect(card.match(/END:VCARD\r\n/g)).toHaveLength(1);
  });

  test('is of a sole trader, too; without a name there is none, and of an invoice there is none', () => {
    const trader = { tradingName: 'Vidal; Tischlerei', companyName: 'Vidal e.K.' };
    const [lines = []] = blocks(cardOf(shows(customer, trader)) ?? '', 'VCARD');
    expect(values(lines, 'FN')).toEqual([['Vidal; Tischlerei']]);
    expect(values(lines, 'ORG')).toEqual([['Vidal e.K.']]);
    expect(cardOf(shows(customer, { companyName: 'Vidal e.K.' }))).toBeUndefined();
    expect(cardOf(shows(invoice, { recipientName: 'Ines' }))).toBeUndefined();
  });
});

describe('a calendar', () => {
  test('has an event of a whole day for every day that goes along, and none for another', () => {
    const events = eventsOf(shows(invoice, { issuedOn: '2027-01-15', dueOn: '2027-01-29', total: 1 }));
    const calendar = `${CALENDAR_HEAD}${events.join('')}${CALENDAR_END}`;
    const found = blocks(calendar, 'VEVENT');
    expect(found.map((lines) => values(lines, 'DTSTART'))).toEqual([[['20270115']], [['20270129']]]);
    expect(found.map((lines) => values(lines, 'DTSTAMP'))).toEqual([
      [['20270116T093015Z']],
      [['20270116T093015Z']],
    ]);
    expect(eventsOf(shows(contact, { name: 'Ines', relationshipEndedOn: '2027-01-15' }))).toEqual([]);
  });
});
