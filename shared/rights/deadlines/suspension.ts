import { Problem } from '../../kernel/problems.ts';
import type { HolidayCalendar } from './calendar.ts';
import type { Day } from './day.ts';
import { daysBetween } from './day.ts';
import { workingDaysFrom } from './holidays.ts';
import { epochOf, localDay } from './local-day.ts';
import type { QuestionAbout, QuestionRules } from './questions.ts';
import { effectOf } from './questions.ts';

/** A question to the person on identity or scope without which the request cannot be handled (Art. 12(6)); instants. */
export interface Suspension {
  readonly askedAt: string;
  /** Absent while the answer is awaited. */
  readonly answeredAt?: string;
  /** What was asked for; some laws tell the cases apart. */
  readonly about?: QuestionAbout;
}

/** What questions do to the clock. */
export interface Standstill {
  /** Day of the event after which the period runs: the receipt, or the last answer that started it anew. */
  readonly startedOn: Day;
  /** Days that the questions answered since then add. */
  readonly days: number;
  /** Day of the last answer that added days; a clock started anew there is never exceeded. */
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

/** Where the clock stood still and where it began anew; the day of asking is not counted (Reg. 1182/71 Art. 3(1)). */
export function standstill(
  receivedAt: string,
  suspensions: readonly Suspension[],
  timeZone: string,
  calendar: HolidayCalendar,
  rules: QuestionRules,
): Standstill {
  checkOrder(suspensions, epochOf(receivedAt, '/receivedAt'));
  const receivedOn = localDay(receivedAt, timeZone, '/receivedAt');
  let since = receivedOn;
  let still: Standstill = { startedOn: receivedOn, days: 0, stopped: false };
  for (const [index, { askedAt, answeredAt, about }] of suspensions.entries()) {
    const asked = localDay(askedAt, timeZone, `/suspensions/${index}/askedAt`);
    const inTime = asked <= workingDaysFrom(since, PROMPT_WORKING_DAYS, calendar);
    const effect = inTime ? effectOf(rules, about, receivedOn) : 'nothing';
    if (answeredAt === undefined) return { ...still, stopped: effect !== 'nothing' };
    since = localDay(answeredAt, timeZone, `/suspensions/${index}/answeredAt`);
    if (effect === 'restarts') still = { startedOn: since, days: 0, stopped: false };
    if (effect === 'adds')
      still = { ...still, days: still.days + daysBetween(asked, since), resumedOn: since };
  }
  return still;
}
