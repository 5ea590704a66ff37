import type { RequestType } from '../rights.ts';
import type { HolidayCalendar } from './calendar.ts';
import { calendarNamed } from './calendars.ts';
import type { Day } from './day.ts';
import { addDays, addMonths, daysBetween, earlierOf } from './day.ts';
import type { Extension } from './extension.ts';
import { localDay } from './local-day.ts';
import type { Period } from './period.ts';
import { periodEnd } from './period.ts';
import type { DueRule, Regime } from './regimes.ts';
import { dueRule, regimeOf } from './regimes.ts';
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
  /** The law; that of the calendar's country unless given. */
  readonly regime?: Regime;
  /** Access unless given. */
  readonly right?: RequestType;
  /** Questions to the person, in the order in which they were asked. */
  readonly suspensions?: readonly Suspension[];
  readonly extension?: Extension;
}

/** The days by which a request is due; each of them is the last day on which an answer is in time. */
export interface DueDates {
  readonly receivedOn: Day;
  /** By the rule of the regime (Art. 12(3): one month, three when extended), later by questions that count. */
  readonly law: Day;
  /** The same had no suspension counted; both are shown (DSR-09). */
  readonly lawUnsuspended: Day;
  /** End of the period without extension, for a refusal, also a partial one, and for telling of an extension. */
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

const PROMISED_DAYS = 30;
const ALERT_PERCENT = [50, 80, 100] as const;

/** Where, when and by which rule the clocks of a request start. */
export function clockOf(input: DueInput): {
  calendar: HolidayCalendar;
  timeZone: string;
  receivedOn: Day;
  rule: DueRule;
} {
  const calendar = calendarNamed(input.calendar);
  const timeZone = input.timeZone ?? calendar.timeZone;
  const receivedOn = localDay(input.receivedAt, timeZone, '/receivedAt');
  const rule = dueRule(input.regime ?? regimeOf(calendar), input.right ?? 'access');
  return { calendar, timeZone, receivedOn, rule };
}

/**
 * An extension of months read as a period of its own: one month, then two more, each clamped (31 January to 28 April,
 * where three months from the receipt give 30 April). Authorities count three months; the earlier day is never late.
 */
function stepwise(receivedOn: Day, { first, extended }: DueRule, calendar: HolidayCalendar): Day | undefined {
  if (!extended || !('months' in extended) || !('months' in first)) return undefined;
  const more = { ...extended, months: extended.months - first.months };
  return periodEnd(addMonths(receivedOn, first.months), more, calendar);
}

/** A period with its standstill: the days of waiting are added, but never to more than a period from the last answer. */
function suspendedPeriod(period: Period, calendar: HolidayCalendar, still: Standstill): Day {
  const lengthened = periodEnd(still.startedOn, period, calendar, still.days);
  return still.resumedOn ? earlierOf(lengthened, periodEnd(still.resumedOn, period, calendar)) : lengthened;
}

/**
 * Computes every due date of a request; `rule.violated` for an unknown calendar or zone and for malformed instants. An
 * extension that the law does not know changes nothing.
 */
export function dueDates(input: DueInput): DueDates {
  const { calendar, timeZone, receivedOn, rule } = clockOf(input);
  const still = standstill(input.receivedAt, input.suspensions ?? [], timeZone, calendar, rule.questions);
  const extended = input.extension && rule.extended;
  const period = extended ?? rule.first;
  const lawUnsuspended = periodEnd(receivedOn, period, calendar);
  const promise = earlierOf(addDays(receivedOn, PROMISED_DAYS), lawUnsuspended);
  const strictest = earlierOf(lawUnsuspended, stepwise(receivedOn, rule, calendar) ?? lawUnsuspended);
  const earliest = extended ? strictest : promise;
  const length = daysBetween(receivedOn, earliest);
  return {
    receivedOn,
    law: suspendedPeriod(period, calendar, still),
    lawUnsuspended,
    refusal: suspendedPeriod(rule.first, calendar, still),
    refusalUnsuspended: periodEnd(receivedOn, rule.first, calendar),
    promise,
    earliest,
    clockStopped: still.stopped,
    alerts: ALERT_PERCENT.map((percent) => ({
      percent,
      on: addDays(receivedOn, Math.floor((length * percent) / 100)),
    })),
  };
}
