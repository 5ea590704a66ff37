import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, instant } from '../../../shared/kernel/time.ts';
import { CALENDARS } from '../../../shared/rights/deadlines/calendars.ts';
import { addDays, addMonths, daysBetween } from '../../../shared/rights/deadlines/day.ts';
import type { DueInput } from '../../../shared/rights/deadlines/due-dates.ts';
import { dueDates } from '../../../shared/rights/deadlines/due-dates.ts';
import { isWorkingDay } from '../../../shared/rights/deadlines/holidays.ts';
import { dueRule, regimeOf } from '../../../shared/rights/deadlines/regimes.ts';
import type { RequestType } from '../../../shared/rights/rights.ts';
import { REQUEST_TYPES } from '../../../shared/rights/rights.ts';

const names = Object.keys(CALENDARS) as (keyof typeof CALENDARS)[];
const inMonths = (name: keyof typeof CALENDARS, right: RequestType) =>
  'months' in dueRule(regimeOf(CALENDARS[name]), right).first;

/** Any right under any calendar, and those whose clock counts months. */
const clock = fc.record({ name: fc.constantFrom(...names), right: fc.constantFrom(...REQUEST_TYPES) });
const monthClock = clock.filter(({ name, right }) => inMonths(name, right));
const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2060, 11, 31) });
const reached = fc.boolean();
const about = fc.constantFrom('identity', 'scope', 'fee', undefined);

type Clock = { name: keyof typeof CALENDARS; right: RequestType };

function input({ name, right }: Clock, at: number, extended: boolean): DueInput {
  const receivedAt = instant(at);
  const extension = { toldAt: receivedAt, reasons: ['number'] } as const;
  return { receivedAt, calendar: name, right, ...(extended ? { extension } : {}) };
}

describe('deadlines of every calendar', () => {
  test('part of DSR-09: a day of the law that counts months is never on a weekend or a holiday', () => {
    fc.assert(
      fc.property(monthClock, moment, reached, (of, at, extended) => {
        const due = dueDates(input(of, at, extended));
        for (const day of [due.law, due.lawUnsuspended, due.refusal])
          expect(isWorkingDay(day, CALENDARS[of.name])).toBe(true);
      }),
    );
  });

  test('part of DSR-09: a day that counts months is never before the same date and at most six days after it', () => {
    fc.assert(
      fc.property(monthClock, moment, reached, (of, at, extended) => {
        const { receivedOn, law } = dueDates(input(of, at, extended));
        const late = daysBetween(addMonths(receivedOn, extended ? 3 : 1), law);
        expect(late).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThanOrEqual(6);
      }),
    );
  });

  test('part of DSR-09: who is received later is not due earlier', () => {
    fc.assert(
      fc.property(clock, moment, fc.nat(400 * DAY), reached, (of, at, later, extended) => {
        const first = dueDates(input(of, at, extended));
        const second = dueDates(input(of, at + later, extended));
        expect(second.law >= first.law).toBe(true);
        expect(second.promise >= first.promise).toBe(true);
        expect(second.earliest >= first.earliest).toBe(true);
      }),
    );
  });

  test('part of DSR-09: an extension never shortens the time and never moves the day of a refusal', () => {
    fc.assert(
      fc.property(clock, moment, (of, at) => {
        const [plain, extended] = [dueDates(input(of, at, false)), dueDates(input(of, at, true))];
        expect(extended.law >= plain.law).toBe(true);
        expect(extended.earliest >= plain.earliest).toBe(true);
        expect(extended.refusal).toBe(plain.refusal);
      }),
    );
  });

  test('part of DSR-10: the promise is never after the law nor after 30 days; alerts come in order', () => {
    fc.assert(
      fc.property(clock, moment, reached, (of, at, extended) => {
        const due = dueDates(input(of, at, extended));
        expect(due.promise <= due.lawUnsuspended).toBe(true);
        expect(due.promise <= addDays(due.receivedOn, 30)).toBe(true);
        expect(due.earliest <= due.law).toBe(true);
        const days = due.alerts.map(({ on }) => on);
        expect([due.receivedOn, ...days]).toEqual([due.receivedOn, ...days].toSorted());
        expect(days.at(-1)).toBe(due.earliest);
      }),
    );
  });

  test('part of IDV-01: questions never shorten the time and never move the unsuspended day', () => {
    const question = fc.record({ ask: fc.nat(5 * DAY), wait: fc.nat(90 * DAY), about });
    const questions = fc.array(question, { maxLength: 3 });
    fc.assert(
      fc.property(clock, moment, reached, questions, (of, at, extended, asked) => {
        const plain = input(of, at, extended);
        let now = at;
        const suspensions = asked.map(({ ask, wait, about: subject }) => {
          const [askedAt, answeredAt] = [instant(now + ask), instant(now + ask + wait)];
          now += ask + wait;
          return { askedAt, answeredAt, ...(subject ? { about: subject } : {}) };
        });
        const [due, without] = [dueDates({ ...plain, suspensions }), dueDates(plain)];
        expect(due.law >= without.law).toBe(true);
        expect(due.refusal >= without.refusal).toBe(true);
        expect(due.lawUnsuspended).toBe(without.law);
        expect(due.promise).toBe(without.promise);
      }),
    );
  });

  test('months are added the same on every host: the day of receipt decides, not the hour', () => {
    fc.assert(
      fc.property(clock, moment, (of, at) => {
        const due = dueDates(input(of, at, false));
        const sameDay = dueDates({ ...input(of, at, false), receivedAt: `${due.receivedOn}T12:00:00Z` });
        expect(sameDay).toEqual(due);
      }),
    );
  });
});
