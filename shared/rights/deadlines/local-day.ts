import { Problem } from '../../kernel/problems.ts';
import type { Day } from './day.ts';
import { isDay } from './day.ts';

/** RFC 3339 with an offset; a time without one names no instant. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Formatters by zone; a memo of pure values, since making one costs more than the whole deadline. */
const formatters = new Map<string, Intl.DateTimeFormat>();
const FORMATTERS_KEPT = 32;

function violated(pointer: string, rule: string): Problem {
  return new Problem('rule.violated', { violations: [{ pointer, rule }] });
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  if (formatters.size >= FORMATTERS_KEPT) formatters.clear();
  let made;
  try {
    made = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
  } catch {
    throw violated('/timeZone', 'time zone');
  }
  formatters.set(timeZone, made);
  return made;
}

/** Epoch milliseconds of an RFC 3339 instant; `rule.violated` at `pointer` for anything else. */
export function epochOf(instant: string, pointer: string): number {
  const epoch = INSTANT.test(instant) && isDay(instant.slice(0, 10)) ? Date.parse(instant) : Number.NaN;
  if (Number.isNaN(epoch)) throw violated(pointer, 'instant');
  return epoch;
}

/** The civil day at an instant where the business is: what arrives there after midnight arrived the next day. */
export function localDay(instant: string, timeZone: string, pointer: string): Day {
  const parts = formatterOf(timeZone).formatToParts(epochOf(instant, pointer));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  const day = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  if (!isDay(day)) throw violated(pointer, 'instant');
  return day;
}
