import { contentLine, textValue, utcStamp } from './content-line.ts';
import type { Held } from '../held.ts';

/** Which days of a record become entries of a calendar, and how each is called. */
interface CalendarRow {
  readonly type: string;
  readonly days: Readonly<Record<string, string>>;
}

/** Days that a person can take along: one row per record type that has some. */
export const DAYS: readonly CalendarRow[] = [
  {
    type: 'order',
    days: { orderedOn: 'Ordered', requiredOn: 'Delivery wanted', shippedOn: 'Shipped' },
  },
  { type: 'invoice', days: { issuedOn: 'Invoice issued', dueOn: 'Invoice due' } },
];

/** The beginning of a calendar (RFC 5545 §3.6). */
export const CALENDAR_HEAD = [
  'BEGIN:VCALENDAR\r\nVERSION:2.0\r\n',
  contentLine('PRODID', '-//Bailiwick//Portable data//EN'),
  'METHOD:PUBLISH\r\n',
].join('');
/** The end of a calendar. */
export const CALENDAR_END = 'END:VCALENDAR\r\n';

/** The days of a record as events of a whole day, which keep nobody busy (RFC 5545 §3.6.1). */
export function eventsOf({ declaration, record, shown }: Held): readonly string[] {
  const row = DAYS.find(({ type }) => type === declaration.type);
  const { id, updatedAt } = record.item;
  return Object.entries(row?.days ?? {}).flatMap(([field, summary]) => {
    const day = shown[field];
    if (typeof day !== 'string') return [];
    return [
      [
        'BEGIN:VEVENT\r\n',
        contentLine('UID', `${id}-${field}`),
        contentLine('DTSTAMP', utcStamp(updatedAt)),
        contentLine('DTSTART;VALUE=DATE', day.replaceAll('-', '')),
        contentLine('SUMMARY', textValue(summary)),
        'TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n',
      ].join(''),
    ];
  });
}
