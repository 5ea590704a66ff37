import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, instant } from '../../../shared/kernel/time.ts';
import { CALENDARS } from '../../../shared/rights/deadlines/calendars.ts';
import { addDays, addMonths, daysBetween } from '../../../shared/rights/deadlines/day.ts';
import type { DueInput } from '../../../shared/rights/deadlines/due-dates.ts';
import { dueDates } from '../../../shared/rights/deadlines/due-dates.ts';
import { isWorkingDay } from '../../../shared/rights/deadlines/holidays.ts';

const names = Object.keys(CALENDARS) as (keyof typeof CALENDARS)[];
const calendar = fc.constantFrom(...names);
const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2124, 0, 1) });
const reached = fc.boolean();

function input(name: string, at: number, extended: boolean): DueInput {
  const receivedAt = instant(at);
  const extension = { toldAt: receivedAt, reasons: ['number'] } as const;
  return { receivedAt, calendar: name, ...(extended ? { extension } : {}) };
}

describe('deadlines', () => {
  test('part of DSR-09: the day of the law is never on a weekend or a holiday', () => {
    fc.assert(
      fc.property(calendar, moment, reached, (name, at, extended) => {
        const due = dueDates(input(name, at, extended));
        for (const day of [due.law, due.lawUnsuspended, due.refusal])
          expect(isWorkingDay(day, CALENDARS[name])).toBe(true);
      }),
    );
  });

  test('part of DSR-09: the day of the law is never before the same date and at most five days after it', () => {
    fc.assert(
      fc.property(calendar, moment, reached, (name, at, extended) => {
        const { receivedOn, law } = dueDates(input(name, at, extended));
        const late = daysBetween(addMonths(receivedOn, extended ? 3 : 1), law);
        expect(late).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThanOrEqual(5);
      }),
    );
  });

  test('part of DSR-09: who is received later is not due earlier', () => {
    fc.assert(
      fc.property(calendar, moment, fc.nat(400 * DAY), reached, (name, at, later, extended) => {
        const first = dueDates(input(name, at, extended));
        const second = dueDates(input(name, at + later, extended));
        expect(second.law >= first.law).toBe(true);
        expect(second.promise >= first.promise).toBe(true);
        expect(second.earliest >= first.earliest).toBe(true);
      }),
    );
  });

  test('part of DSR-10: the promise is never after the law nor after 30 days; alerts come in order', () => {
    fc.assert(
      fc.property(calendar, moment, reached, (name, at, extended) => {
        const due = dueDates(input(name, at, extended));
        expect(due.promise <= due.law).toBe(true);
        expect(due.promise <= addDays(due.receivedOn, 30)).toBe(true);
        expect(due.earliest <= due.law).toBe(true);
        const days = due.alerts.map(({ on }) => on);
        expect([due.receivedOn, ...days]).toEqual([due.receivedOn, ...days].toSorted());
        expect(days.at(-1)).toBe(due.earliest);
      }),
    );
  });

  test('part of IDV-01: a suspension never shortens the time and never moves the unsuspended day', () => {
    fc.assert(
      fc.property(calendar, moment, fc.nat(5 * DAY), fc.nat(90 * DAY), (name, at, ask, wait) => {
        const plain = input(name, at, false);
        const suspensions = [{ askedAt: instant(at + ask), answeredAt: instant(at + ask + wait) }];
        const due = dueDates({ ...plain, suspensions });
        const without = dueDates(plain);
        expect(due.law >= without.law).toBe(true);
        expect(due.lawUnsuspended).toBe(without.law);
        expect(due.promise).toBe(without.promise);
      }),
    );
  });

  test('months are added the same on every host: the day of receipt decides, not the hour', () => {
    fc.assert(
      fc.property(calendar, moment, (name, at) => {
        const due = dueDates(input(name, at, false));
        const sameDay = dueDates({ receivedAt: `${due.receivedOn}T12:00:00Z`, calendar: name });
        expect(sameDay).toEqual(due);
      }),
    );
  });
});
