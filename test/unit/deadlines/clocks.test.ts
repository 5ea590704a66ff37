import { describe, expect, test } from 'vitest';
import type { DueInput } from '../../../shared/rights/deadlines/due-dates.ts';
import { dueDates } from '../../../shared/rights/deadlines/due-dates.ts';
import { extend } from '../../../shared/rights/deadlines/extend.ts';

const noon = (day: string) => `${day}T12:00:00Z`;
/** A Monday in Germany; due on Thursday 3 April. */
const MONDAY: DueInput = { receivedAt: noon('2025-03-03'), calendar: 'DE' };

const code = (wanted: string) => expect.objectContaining({ code: wanted });

describe('where the clocks start', () => {
  test.for([
    ['2025-03-04T22:59:59Z', 'DE', '2025-03-04'],
    ['2025-03-04T23:00:00Z', 'DE', '2025-03-05'],
    ['2025-07-04T22:00:00Z', 'FR', '2025-07-05'],
    ['2025-07-04T22:59:59Z', 'UK', '2025-07-04'],
    ['2025-03-05T00:30:00+05:00', 'DE', '2025-03-04'],
  ] as const)('part of DSR-09: %s arrives in %s on %s', ([receivedAt, calendar, on]) => {
    expect(dueDates({ receivedAt, calendar }).receivedOn).toBe(on);
  });

  test('part of DSR-09: a business elsewhere reads the day in its own time zone', () => {
    const receivedAt = '2025-03-04T23:30:00Z';
    expect(dueDates({ receivedAt, calendar: 'FR', timeZone: 'America/Cayenne' }).law).toBe('2025-04-04');
    expect(dueDates({ receivedAt, calendar: 'FR' }).law).toBe('2025-04-07');
  });

  test.for(['2025-03-04', '2025-03-04T12:00:00', '2025-02-30T12:00:00Z', 'yesterday', ''])(
    'an arrival that names no instant is refused: "%s"',
    (receivedAt) => {
      expect(() => dueDates({ receivedAt, calendar: 'DE' })).toThrow(code('rule.violated'));
    },
  );

  test('an unknown time zone and an unknown calendar are refused', () => {
    expect(() => dueDates({ ...MONDAY, timeZone: 'Europe/Atlantis' })).toThrow(code('rule.violated'));
    expect(() => dueDates({ ...MONDAY, calendar: 'ZZ' })).toThrow(code('rule.violated'));
  });
});

describe('suspension', () => {
  const suspended = (askedAt: string, answeredAt?: string) =>
    dueDates({ ...MONDAY, suspensions: [{ askedAt, ...(answeredAt ? { answeredAt } : {}) }] });

  test('part of IDV-01: a question asked in time shifts the day of the law by the days of waiting; both days are shown', () => {
    expect(suspended(noon('2025-03-04'), noon('2025-03-11'))).toMatchObject({
      law: '2025-04-10',
      lawUnsuspended: '2025-04-03',
      refusal: '2025-04-10',
      refusalUnsuspended: '2025-04-03',
      clockStopped: false,
    });
  });

  test('part of DSR-10: a suspension does not move the promise', () => {
    expect(suspended(noon('2025-03-04'), noon('2025-03-11')).promise).toBe('2025-04-02');
  });

  test('part of IDV-01: the third working day is still in time, the fourth is not', () => {
    expect(suspended(noon('2025-03-06'), noon('2025-03-13')).law).toBe('2025-04-10');
    expect(suspended(noon('2025-03-07'), noon('2025-03-14')).law).toBe('2025-04-03');
  });

  test('a shifted day still moves past weekends and holidays', () => {
    expect(suspended(noon('2025-03-04'), noon('2025-03-19')).law).toBe('2025-04-22');
  });

  test('waiting across a short month never gives more than a month from the answer', () => {
    const waiting = { askedAt: noon('2025-01-30'), answeredAt: noon('2025-02-28') };
    const request = { receivedAt: noon('2025-01-30'), calendar: 'UK', suspensions: [waiting] };
    expect(dueDates(request).law).toBe('2025-03-28');
  });

  test('an answer on the day of the question adds nothing', () => {
    expect(suspended(noon('2025-03-04'), '2025-03-04T15:00:00Z').law).toBe('2025-04-03');
  });

  test('while the answer is awaited the clock stands still; a late question does not stop it', () => {
    expect(suspended(noon('2025-03-04'))).toMatchObject({ law: '2025-04-03', clockStopped: true });
    expect(suspended(noon('2025-03-20'))).toMatchObject({ law: '2025-04-03', clockStopped: false });
  });

  test('a second question counts when it follows the answer in time', () => {
    const suspensions = [
      { askedAt: noon('2025-03-04'), answeredAt: noon('2025-03-10') },
      { askedAt: noon('2025-03-11'), answeredAt: noon('2025-03-13') },
      { askedAt: noon('2025-03-25'), answeredAt: noon('2025-03-31') },
    ];
    expect(dueDates({ ...MONDAY, suspensions }).law).toBe('2025-04-11');
  });

  test.for([
    ['before the receipt', [{ askedAt: noon('2025-03-02') }]],
    ['answered before it was asked', [{ askedAt: noon('2025-03-05'), answeredAt: noon('2025-03-04') }]],
    [
      'overlapping another',
      [
        { askedAt: noon('2025-03-04'), answeredAt: noon('2025-03-10') },
        { askedAt: noon('2025-03-09'), answeredAt: noon('2025-03-12') },
      ],
    ],
    ['after an open one', [{ askedAt: noon('2025-03-04') }, { askedAt: noon('2025-03-06') }]],
  ] as const)('a question %s is refused', ([, suspensions]) => {
    expect(() => dueDates({ ...MONDAY, suspensions })).toThrow(code('rule.violated'));
  });
});

describe('extension', () => {
  test('part of DSR-09: told within the first month, it gives three months from the receipt', () => {
    const extension = extend(MONDAY, noon('2025-04-03'), ['complexity', 'number']);
    expect(dueDates({ ...MONDAY, extension })).toMatchObject({
      law: '2025-06-03',
      refusal: '2025-04-03',
      promise: '2025-04-02',
      earliest: '2025-06-03',
    });
  });

  test('part of DSR-09: told after the first month it is refused', () => {
    expect(() => extend(MONDAY, noon('2025-04-04'), ['complexity'])).toThrow(code('conflict'));
    expect(() => extend(MONDAY, '2025-04-03T22:00:00Z', ['complexity'])).toThrow(code('conflict'));
  });

  test('while the clock stands still the first month has not ended', () => {
    const waiting = { ...MONDAY, suspensions: [{ askedAt: noon('2025-03-04') }] };
    expect(extend(waiting, noon('2025-04-10'), ['number']).reasons).toEqual(['number']);
  });

  test('part of DSR-09: a second extension is refused', () => {
    const extension = extend(MONDAY, noon('2025-03-10'), ['number']);
    expect(() => extend({ ...MONDAY, extension }, noon('2025-03-11'), ['number'])).toThrow(code('conflict'));
  });

  test.for([[[]], [['busy']], [['complexity', 'holiday']], [['toString']]])(
    'part of DSR-09: reasons other than the two of Art. 12(3) are refused: %j',
    ([reasons]) => {
      expect(() => extend(MONDAY, noon('2025-03-10'), reasons ?? [])).toThrow(code('rule.violated'));
    },
  );

  test('an extension told before the request arrived is refused', () => {
    expect(() => extend(MONDAY, noon('2025-03-02'), ['number'])).toThrow(code('rule.violated'));
  });
});
