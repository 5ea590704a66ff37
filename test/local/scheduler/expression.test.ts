import { describe, expect, it } from 'vitest';
import { nextFiring, parseExpression } from '../../../local/scheduler/expression.ts';

const from = Date.parse('2026-01-01T00:00:00Z');

function firings(text: string, zone = 'UTC', after = from, count = 2): string[] {
  const expression = parseExpression(text, zone);
  if (expression === undefined) throw new Error('refused');
  const times: string[] = [];
  let last = after;
  for (let index = 0; index < count; index++) {
    const next = nextFiring(expression, zone, last, from);
    if (next === undefined) break;
    times.push(new Date(next).toISOString());
    last = next;
  }
  return times;
}

describe('schedule expressions are those of AWS', () => {
  it.each([
    ['rate(1 hour)', ['2026-01-01T01:00:00.000Z', '2026-01-01T02:00:00.000Z']],
    ['rate(5 minutes)', ['2026-01-01T00:05:00.000Z', '2026-01-01T00:10:00.000Z']],
    ['cron(0 10 * * ? *)', ['2026-01-01T10:00:00.000Z', '2026-01-02T10:00:00.000Z']],
    ['cron(15 12 ? * 6L *)', ['2026-01-30T12:15:00.000Z', '2026-02-27T12:15:00.000Z']],
    ['cron(0 8 LW * ? *)', ['2026-01-30T08:00:00.000Z', '2026-02-27T08:00:00.000Z']],
    ['cron(0 9 ? * 2#1 *)', ['2026-01-05T09:00:00.000Z', '2026-02-02T09:00:00.000Z']],
    ['cron(0/15 * * * ? *)', ['2026-01-01T00:15:00.000Z', '2026-01-01T00:30:00.000Z']],
    ['cron(0 18 ? * MON-FRI 2027)', ['2027-01-01T18:00:00.000Z', '2027-01-04T18:00:00.000Z']],
    ['at(2026-06-01T12:00:00)', ['2026-06-01T12:00:00.000Z']],
    ['at(2025-06-01T12:00:00)', []],
  ])('%s', (text, expected) => {
    expect(firings(text)).toEqual(expected);
  });

  it('times are those of the zone, across the change of clocks', () => {
    const after = Date.parse('2026-03-28T12:00:00Z');
    expect(firings('cron(0 8 * * ? *)', 'Europe/Berlin', after - 86_400_000, 3)).toEqual([
      '2026-03-28T07:00:00.000Z',
      '2026-03-29T06:00:00.000Z',
      '2026-03-30T06:00:00.000Z',
    ]);
    expect(firings('at(2026-07-01T08:00:00)', 'Europe/Berlin')).toEqual(['2026-07-01T06:00:00.000Z']);
  });

  it.each([
    'rate(1 hours)',
    'rate(2 hour)',
    'rate(0 minutes)',
    'rate(5 seconds)',
    'cron(0 10 * * * *)',
    'cron(0 10 ? * ? *)',
    'cron(0 10 * * ?)',
    'cron(61 10 * * ? *)',
    'at(2026-06-01)',
    'at(tomorrow)',
    'every day',
  ])('%s is refused', (text) => {
    expect(parseExpression(text)).toBeUndefined();
  });

  it('an unknown time zone is refused', () => {
    expect(parseExpression('cron(0 10 * * ? *)', 'Europe/Nowhere')).toBeUndefined();
  });
});
