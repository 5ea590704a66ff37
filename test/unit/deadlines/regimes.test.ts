import { describe, expect, test } from 'vitest';
import { CALENDARS, calendarNamed } from '../../../shared/rights/deadlines/calendars.ts';
import { dayFrom } from '../../../shared/rights/deadlines/day.ts';
import type { DueInput } from '../../../shared/rights/deadlines/due-dates.ts';
import { dueDates } from '../../../shared/rights/deadlines/due-dates.ts';
import { dutyDue } from '../../../shared/rights/deadlines/duties.ts';
import { extend } from '../../../shared/rights/deadlines/extend.ts';
import { workingDaysFrom } from '../../../shared/rights/deadlines/holidays.ts';
import { hoursDeadline } from '../../../shared/rights/deadlines/hours.ts';
import type { QuestionAbout } from '../../../shared/rights/deadlines/questions.ts';
import { REGIMES, regimeOf } from '../../../shared/rights/deadlines/regimes.ts';
import { REQUEST_TYPES } from '../../../shared/rights/rights.ts';

const noon = (day: string) => `${day}T12:00:00Z`;
const code = (wanted: string) => expect.objectContaining({ code: wanted });

describe('regimes', () => {
  test('every law has a row for every right, and the law is that of the country', () => {
    for (const rows of Object.values(REGIMES)) expect(Object.keys(rows)).toEqual(REQUEST_TYPES);
    expect(regimeOf(calendarNamed('GB'))).toBe('uk-gdpr');
    expect(regimeOf(CALENDARS.RU)).toBe('152-fz');
    for (const name of ['DE', 'BG', 'NO'] as const) expect(regimeOf(CALENDARS[name])).toBe('gdpr');
  });

  test('a business with another law is told so: a British one that owes the GDPR, a German one that owes 152-FZ', () => {
    const received = { receivedAt: noon('2026-04-01'), right: 'erasure' } as const;
    expect(dueDates({ ...received, calendar: 'GB', regime: 'gdpr' }).law).toBe('2026-05-01');
    expect(dueDates({ ...received, calendar: 'DE', regime: '152-fz' }).law).toBe('2026-04-14');
    expect(dueDates({ ...received, calendar: 'DE' }).law).toBe('2026-05-04');
  });
});

const RUSSIA = [
  [
    'access',
    '2025-10-24',
    '2025-11-10',
    'five days of October, Saturday the 1st, none on the 3rd and 4th, then 5, 6, 7, 10',
  ],
  [
    'access',
    '2024-12-26',
    '2025-01-20',
    'the 27th, Saturday the 28th, then from 9 January: 9, 10, 13 to 17, 20',
  ],
  ['information', '2026-06-01', '2026-06-16', '2 to 5, 8 to 11, no 12th, 15, 16'],
  [
    'access',
    '2027-01-11',
    '2027-01-22',
    'without an order Saturday the 16th may be worked: 12 to 16, 18 to 22',
  ],
  ['rectification', '2026-04-30', '2026-05-13', 'seven: 4 to 8, no 11th (the 9th is a Saturday), 12, 13'],
  ['erasure', '2026-06-01', '2026-06-10', 'seven: 2 to 5, 8 to 10'],
  ['objection', '2026-06-01', '2026-06-16', 'ten to stop on demand'],
  ['restriction', '2026-06-01', '2026-06-01', 'blocked from the moment of the request'],
  ['withdrawal', '2026-01-01', '2026-01-31', '30 days of any kind; a Saturday stays the last day'],
  ['review', '2026-02-02', '2026-03-04', '30 days of any kind'],
] as const;

describe('152-FZ', () => {
  test.for(RUSSIA)('part of DSR-09: %s received %s, due %s: %s', ([right, received, due]) => {
    const dates = dueDates({ receivedAt: noon(received), calendar: 'RU', right });
    expect(dates).toMatchObject({ law: due, refusal: due, promise: due, earliest: due });
  });

  test('part of DSR-09: what comes after midnight in Moscow came the next day', () => {
    const received = (receivedAt: string) => dueDates({ receivedAt, calendar: 'RU', right: 'withdrawal' });
    expect(received('2026-03-02T20:59:59Z').law).toBe('2026-04-01');
    expect(received('2026-03-02T21:00:00Z').law).toBe('2026-04-02');
  });

  test('part of DSR-09: told with reasons in ten working days, an inquiry has five more; the refusal has not', () => {
    const inquiry: DueInput = { receivedAt: noon('2025-10-24'), calendar: 'RU' };
    const extension = extend(inquiry, noon('2025-11-10'), ['complexity']);
    expect(dueDates({ ...inquiry, extension })).toMatchObject({
      law: '2025-11-17',
      refusal: '2025-11-10',
      promise: '2025-11-17',
      earliest: '2025-11-17',
    });
    expect(() => extend(inquiry, noon('2025-11-11'), ['complexity'])).toThrow(code('conflict'));
  });

  test.for(['rectification', 'erasure', 'restriction', 'withdrawal', 'review', 'complaint'] as const)(
    'part of DSR-09: a demand for %s cannot be extended',
    (right) => {
      const demand: DueInput = { receivedAt: noon('2026-06-01'), calendar: 'RU', right };
      expect(() => extend(demand, noon('2026-06-01'), ['number'])).toThrow(code('conflict'));
      const extension = { toldAt: noon('2026-06-01'), reasons: ['number'] } as const;
      expect(dueDates({ ...demand, extension })).toEqual(dueDates(demand));
    },
  );

  test('part of DSR-09: no question stops this clock', () => {
    const suspensions = [{ askedAt: noon('2026-06-02') }];
    const due = dueDates({ receivedAt: noon('2026-06-01'), calendar: 'RU', suspensions });
    expect(due).toMatchObject({ law: '2026-06-16', clockStopped: false });
  });

  test.for([
    ['block-unlawful', '2026-06-01', '2026-06-01'],
    ['stop-unlawful', '2026-06-01', '2026-06-04'],
    ['destroy-unlawful', '2026-06-01', '2026-06-16'],
    ['correct-inaccurate', '2026-06-01', '2026-06-10'],
    ['destroy-purpose-reached', '2026-06-01', '2026-07-01'],
    ['destroy-consent-withdrawn', '2026-01-01', '2026-01-31'],
    ['destroy-when-impossible', '2026-08-31', '2027-02-28'],
  ] as const)('part of DSR-09: %s, known since %s, is due %s', ([duty, event, due]) => {
    expect(dutyDue(duty, dayFrom(event, ''), CALENDARS.RU)).toBe(due);
  });
});

/** Received on Monday 2 March 2026; due on Thursday 2 April; Good Friday is the 3rd, Easter Monday the 6th. */
const ASKED = { askedAt: noon('2026-03-03'), answeredAt: noon('2026-03-17') };
const asked = (calendar: string, about?: QuestionAbout, right: DueInput['right'] = 'access') =>
  dueDates({
    receivedAt: noon('2026-03-02'),
    calendar,
    right,
    suspensions: [{ ...ASKED, ...(about ? { about } : {}) }],
  });

describe('the United Kingdom: Art. 12A', () => {
  test.for([
    ['GB', 'access', 'identity', '2026-04-17', 'a month from the answer'],
    ['GB', 'access', 'fee', '2026-04-17', 'a month from the payment'],
    ['GB', 'access', 'scope', '2026-04-16', 'fourteen days do not count'],
    ['GB', 'access', undefined, '2026-04-16', 'not recorded: the earlier of both'],
    ['GB', 'erasure', 'identity', '2026-04-17', 'a month from the answer'],
    ['GB', 'erasure', 'scope', '2026-04-02', 'scope stops the clock of access only'],
    ['GB', 'complaint', 'identity', '2026-04-01', 'thirty days to acknowledge, whatever is asked'],
    ['FR', 'access', 'identity', '2026-04-16', 'fourteen days do not count (EDPB)'],
    ['FR', 'access', 'fee', '2026-04-02', 'a fee stops no clock of the Union'],
  ] as const)(
    'part of IDV-01: in %s for %s a question on %s makes it %s: %s',
    ([calendar, right, about, due]) => {
      expect(asked(calendar, about, right).law).toBe(due);
    },
  );

  test('part of IDV-01: the days without the question and the promise stay', () => {
    expect(asked('GB', 'identity')).toMatchObject({
      lawUnsuspended: '2026-04-02',
      refusal: '2026-04-17',
      refusalUnsuspended: '2026-04-02',
      promise: '2026-04-01',
    });
  });

  test('part of IDV-01: days of a question on scope come after the month that began with the identity', () => {
    const suspensions = [
      { ...ASKED, about: 'identity' },
      { askedAt: noon('2026-03-18'), answeredAt: noon('2026-03-25'), about: 'scope' },
    ] as const;
    expect(dueDates({ receivedAt: noon('2026-03-02'), calendar: 'GB', suspensions }).law).toBe('2026-04-24');
  });

  test('part of IDV-01: a request received before 5 February 2026 has the days of waiting, no new month', () => {
    const received = (day: string, from: string, to: string) =>
      dueDates({
        receivedAt: noon(day),
        calendar: 'GB',
        suspensions: [{ askedAt: noon(from), answeredAt: noon(to), about: 'identity' }],
      }).law;
    expect(received('2026-02-04', '2026-02-05', '2026-02-19')).toBe('2026-03-18');
    expect(received('2026-02-05', '2026-02-06', '2026-02-19')).toBe('2026-03-19');
  });

  test('part of IDV-01: the new month can be extended while it runs', () => {
    const request: DueInput = {
      receivedAt: noon('2026-03-02'),
      calendar: 'GB',
      suspensions: [{ ...ASKED, about: 'identity' }],
    };
    const extension = extend(request, noon('2026-04-17'), ['complexity']);
    expect(dueDates({ ...request, extension })).toMatchObject({
      law: '2026-06-17',
      lawUnsuspended: '2026-06-02',
    });
    expect(() => extend(request, noon('2026-04-18'), ['complexity'])).toThrow(code('conflict'));
  });

  test('part of DSR-09: a complaint is acknowledged in 30 days, which nothing extends', () => {
    const complaint: DueInput = { receivedAt: noon('2026-07-01'), calendar: 'GB', right: 'complaint' };
    expect(dueDates(complaint)).toMatchObject({ law: '2026-07-31', promise: '2026-07-31' });
    expect(() => extend(complaint, noon('2026-07-02'), ['number'])).toThrow(code('conflict'));
  });
});

describe('clocks of hours and of working days', () => {
  test.for([
    ['2026-03-27T20:00:00+01:00', '2026-03-30T19:00:00.000Z', 'an hour of Paris is skipped'],
    ['2026-10-23T20:00:00+02:00', '2026-10-26T18:00:00.000Z', 'an hour of Paris comes twice'],
    ['2026-06-14T04:52:00Z', '2026-06-17T04:52:00.000Z', 'begins on a Sunday'],
    ['2026-06-12T18:00:00+02:00', '2026-06-15T16:00:00.000Z', 'Friday evening to Monday evening'],
  ] as const)('part of INC-02: 72 hours after %s end %s: %s', ([from, end]) => {
    expect(hoursDeadline(from, 72)).toBe(end);
  });

  test('hours from what is no instant are refused', () => {
    expect(() => hoursDeadline('2026-06-14', 72)).toThrow(code('rule.violated'));
  });

  test('working days do not count the day itself, weekends and holidays', () => {
    const from = (day: string, count: number) => workingDaysFrom(dayFrom(day, ''), count, CALENDARS.DE);
    expect(from('2026-04-02', 1)).toBe('2026-04-07');
    expect(from('2026-04-02', 5)).toBe('2026-04-13');
    expect(from('2026-04-04', 0)).toBe('2026-04-04');
  });
});
