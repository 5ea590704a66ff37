import { describe, expect, test } from 'vitest';
import { calendarNamed } from '../../../shared/rights/deadlines/calendars.ts';
import { dayFrom } from '../../../shared/rights/deadlines/day.ts';
import { dueDates } from '../../../shared/rights/deadlines/due-dates.ts';
import { monthPeriod } from '../../../shared/rights/deadlines/period.ts';
import { noon, ONE_MONTH, THREE_MONTHS } from './known-days.ts';

describe('the law: Regulation 1182/71', () => {
  test.for(ONE_MONTH)('part of DSR-09: received %s in %s, due %s: %s', ([received, calendar, due]) => {
    expect(dueDates({ receivedAt: noon(received), calendar }).law).toBe(due);
  });

  test.for(THREE_MONTHS)(
    'part of DSR-09: received %s in %s, extended to %s: %s',
    ([received, calendar, due]) => {
      expect(monthPeriod(dayFrom(received, ''), 3, calendarNamed(calendar))).toBe(due);
      const extension = { toldAt: noon(received), reasons: ['complexity'] } as const;
      expect(dueDates({ receivedAt: noon(received), calendar, extension }).law).toBe(due);
    },
  );

  test('part of DSR-09: an extended request is worked towards the earlier reading, one month and then two', () => {
    const due = dueDates({
      receivedAt: noon('2026-01-31'),
      calendar: 'FR',
      extension: { toldAt: noon('2026-02-20'), reasons: ['number'] },
    });
    expect(due).toMatchObject({ law: '2026-04-30', earliest: '2026-04-28', refusal: '2026-03-02' });
  });
});

describe('the promise: 30 days', () => {
  test.for([
    ['2025-01-31', '2025-02-28', '2025-02-28', 'the law comes first, not 2 March'],
    ['2025-07-01', '2025-07-31', '2025-08-01', 'the 30 days come first'],
  ] as const)('part of DSR-10: received %s, promised %s, law %s: %s', ([received, promise, law]) => {
    const due = dueDates({ receivedAt: noon(received), calendar: 'FR' });
    expect(due).toMatchObject({ promise, law, earliest: promise });
  });

  test('part of DSR-10: alerts come when 50, 80 and 100 per cent of the time are used', () => {
    expect(dueDates({ receivedAt: noon('2025-07-01'), calendar: 'DE' }).alerts).toEqual([
      { percent: 50, on: '2025-07-16' },
      { percent: 80, on: '2025-07-25' },
      { percent: 100, on: '2025-07-31' },
    ]);
  });

  test('part of DSR-10: an alert that falls between two days comes on the earlier one', () => {
    const { alerts } = dueDates({ receivedAt: noon('2025-01-30'), calendar: 'FR' });
    expect(alerts.map(({ on }) => on)).toEqual(['2025-02-13', '2025-02-22', '2025-02-28']);
  });
});
