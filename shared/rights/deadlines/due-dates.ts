import type { HolidayCalendar } from './calendars.ts';
import { calendarNamed } from './calendars.ts';
import type { Day } from './day.ts';
import { addDays, addMonths, daysBetween, earlierOf } from './day.ts';
import type { Extension } from './extension.ts';
import { workingDayFrom } from './holidays.ts';
import { localDay } from './local-day.ts';
import { monthPeriod } from './period.ts';
import type { Standstill, Suspension } from './suspension.ts';
import { standstill } from './suspension.ts';

/** What the clocks of a request depend on. */
export interface DueInput {
  /** Arrival at an official channel, RFC 3339 with offset. */
  readonly receivedAt: string;
  /** Name of a calendar or ISO country of the business. */
  readonly calendar: string;
  /** IANA zone of the business; the calendar's unless given. */
  readonly timeZone?: string;
  /** Questions to the person, in the order in which they were asked. */
  readonly suspensions?: readonly Suspension[];
  readonly extension?: Extension;
}

/** The days by which a request is due; each of them is the last day on which an answer is in time. */
export interface DueDates {
  readonly receivedOn: Day;
  /** Art. 12(3): one month, three when extended, longer by suspensions that count. */
  readonly law: Day;
  /** The same had no suspension counted; both are shown (DSR-09). */
  readonly lawUnsuspended: Day;
  /** Art. 12(4) and (3): end of month one, for a refusal, also a partial one, and for telling of an extension. */
  readonly refusal: Day;
  /** The same had no suspension counted. */
  readonly refusalUnsuspended: Day;
  /** DSR-10: 30 days from the receipt, or the day of the law if that comes first; nothing prolongs the 30 days. */
  readonly promise: Day;
  /** The day to work towards: the promise or, once extended, the strictest reading of the law. */
  readonly earliest: Day;
  /** A question asked in time awaits its answer: the clock of the law stands still. */
  readonly clockStopped: boolean;
  /** Days on which 50, 80 and 100 per cent of the time to `earliest` are used, rounded to the earlier day. */
  readonly alerts: readonly { readonly percent: number; readonly on: Day }[];
}

const MONTHS = { first: 1, extended: 3 } as const;
const PROMISED_DAYS = 30;
const ALERT_PERCENT = [50, 80, 100] as const;

/** Where and when the clocks of a request start. */
export function clockOf(input: DueInput): { calendar: HolidayCalendar; timeZone: string; receivedOn: Day } {
  const calendar = calendarNamed(input.calendar);
  const timeZone = input.timeZone ?? calendar.timeZone;
  return { calendar, timeZone, receivedOn: localDay(input.receivedAt, timeZone, '/receivedAt') };
}

/**
 * The extension read as a period of its own: one month, then two more, each clamped (31 January to 28 April, where
 * three months from the receipt give 30 April). Authorities count three months; the earlier day is never late.
 */
function stepwise(receivedOn: Day, calendar: HolidayCalendar): Day {
  return workingDayFrom(addMonths(addMonths(receivedOn, 1), 2), calendar);
}

/** A period with its standstill: the days of waiting are added, but never to more than a period from the last answer. */
function suspendedPeriod(
  receivedOn: Day,
  months: number,
  calendar: HolidayCalendar,
  { days, resumedOn }: Standstill,
): Day {
  const lengthened = monthPeriod(receivedOn, months, calendar, days);
  return resumedOn ? earlierOf(lengthened, monthPeriod(resumedOn, months, calendar)) : lengthened;
}

/** Computes every due date of a request; `rule.violated` for an unknown calendar or zone and for malformed instants. */
export function dueDates(input: DueInput): DueDates {
  const { calendar, timeZone, receivedOn } = clockOf(input);
  const still = standstill(input.receivedAt, input.suspensions ?? [], timeZone, calendar);
  const months = input.extension ? MONTHS.extended : MONTHS.first;
  const law = suspendedPeriod(receivedOn, months, calendar, still);
  const lawUnsuspended = monthPeriod(receivedOn, months, calendar);
  const promise = earlierOf(addDays(receivedOn, PROMISED_DAYS), lawUnsuspended);
  const earliest = input.extension ? earlierOf(lawUnsuspended, stepwise(receivedOn, calendar)) : promise;
  const length = daysBetween(receivedOn, earliest);
  return {
    receivedOn,
    law,
    lawUnsuspended,
    refusal: suspendedPeriod(receivedOn, MONTHS.first, calendar, still),
    refusalUnsuspended: monthPeriod(receivedOn, MONTHS.first, calendar),
    promise,
    earliest,
    clockStopped: still.stopped,
    alerts: ALERT_PERCENT.map((percent) => ({
      percent,
      on: addDays(receivedOn, Math.floor((length * percent) / 100)),
    })),
  };
}
