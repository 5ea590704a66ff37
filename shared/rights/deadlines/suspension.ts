import { Problem } from '../../kernel/problems.ts';
import type { HolidayCalendar } from './calendars.ts';
import type { Day } from './day.ts';
import { daysBetween } from './day.ts';
import { workingDaysAfter } from './holidays.ts';
import { epochOf, localDay } from './local-day.ts';

/** A question to the person on identity or scope without which the request cannot be handled (Art. 12(6)); instants. */
export interface Suspension {
  readonly askedAt: string;
  /** Absent while the answer is awaited. */
  readonly answeredAt?: string;
}

/** What questions do to the clock. */
export interface Standstill {
  /** Days that the answered questions add. */
  readonly days: number;
  /** Day of the last answer that counts; a clock started anew there is never exceeded. */
  readonly resumedOn?: Day;
  /** True while a question that was asked in time awaits its answer; its days count once it has come. */
  readonly stopped: boolean;
}

/**
 * A question stops the clock only if it was asked without undue delay (EDPB Guidelines 01/2022 §§ 157-161, no number
 * given): within three working days of the receipt or of the previous answer (docs/decisions/0001-deadlines.md).
 */
export const PROMPT_WORKING_DAYS = 3;

function violated(index: number, member: string, rule: string): Problem {
  return new Problem('rule.violated', { violations: [{ pointer: `/suspensions/${index}/${member}`, rule }] });
}

/** Refuses intervals that run backwards, begin before the receipt, or overlap; an open one has to be the last. */
function checkOrder(suspensions: readonly Suspension[], receivedAt: number): void {
  let after = receivedAt;
  for (const [index, { askedAt, answeredAt }] of suspensions.entries()) {
    const asked = epochOf(askedAt, `/suspensions/${index}/askedAt`);
    if (asked < after) throw violated(index, 'askedAt', 'in order');
    after =
      answeredAt === undefined
        ? Number.POSITIVE_INFINITY
        : epochOf(answeredAt, `/suspensions/${index}/answeredAt`);
    if (after < asked) throw violated(index, 'answeredAt', 'after it was asked');
  }
}

/** Counts the days for which the clock stood still; the day of asking is not counted (Reg. 1182/71 Art. 3(1)). */
export function standstill(
  receivedAt: string,
  suspensions: readonly Suspension[],
  timeZone: string,
  calendar: HolidayCalendar,
): Standstill {
  checkOrder(suspensions, epochOf(receivedAt, '/receivedAt'));
  let since: Day = localDay(receivedAt, timeZone, '/receivedAt');
  let days = 0;
  let stopped = false;
  let resumedOn: Day | undefined;
  for (const [index, { askedAt, answeredAt }] of suspensions.entries()) {
    const asked = localDay(askedAt, timeZone, `/suspensions/${index}/askedAt`);
    const inTime = asked <= workingDaysAfter(since, PROMPT_WORKING_DAYS, calendar);
    if (answeredAt === undefined) {
      stopped = inTime;
    } else {
      since = localDay(answeredAt, timeZone, `/suspensions/${index}/answeredAt`);
      if (!inTime) continue;
      days += daysBetween(asked, since);
      resumedOn = since;
    }
  }
  return { days, stopped, ...(resumedOn ? { resumedOn } : {}) };
}
