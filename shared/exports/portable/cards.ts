import { contentLine, textValue, utcStamp } from './content-line.ts';
import type { Held } from '../held.ts';

/** Which fields of a record become which properties of a vCard (RFC 6350). */
interface CardRow {
  readonly type: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** Contact cards: one row per record type that has what a card shows. The first property is its name. */
export const CARDS: readonly CardRow[] = [
  {
    type: 'contact',
    properties: {
      name: 'FN',
      jobTitle: 'TITLE',
      email: 'EMAIL',
      phone: 'TEL;TYPE=voice',
      fax: 'TEL;TYPE=fax',
      address: 'ADR',
    },
  },
  {
    type: 'customer',
    properties: { tradingName: 'FN', companyName: 'ORG', tradingAddress: 'ADR;TYPE=work', address: 'ADR' },
  },
];

/** The seven parts of an address; the first two have to be empty (RFC 6350 §6.3.1). */
function addressValue(value: unknown): string {
  const { street, city, region, postalCode, country } = value as Readonly<Record<string, string | undefined>>;
  return [undefined, undefined, street, city, region, postalCode, country]
    .map((part) => textValue(part ?? ''))
    .join(';');
}

/** The vCard of a record; undefined for a type without cards, and for a record without a name. */
export function cardOf({ declaration, record, shown }: Held): string | undefined {
  const row = CARDS.find(({ type }) => type === declaration.type);
  if (!row) return undefined;
  const lines = Object.entries(row.properties).flatMap(([field, property]) => {
    const value = shown[field];
    if (property.startsWith('ADR') && value !== undefined)
      return [contentLine(property, addressValue(value))];
    return typeof value === 'string' ? [contentLine(property, textValue(value))] : [];
  });
  if (!lines[0]?.startsWith('FN:')) return undefined;
  return [
    'BEGIN:VCARD\r\nVERSION:4.0\r\n',
    contentLine('UID;VALUE=text', record.item.id),
    contentLine('REV', utcStamp(record.item.updatedAt)),
    ...lines,
    'END:VCARD\r\n',
  ].join('');
}
