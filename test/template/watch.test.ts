import { beforeAll, describe, expect, test } from 'vitest';
import { FAILURE_WORDS, KEY_DELETIONS_PER_HOUR, OVERDUE_WORDS } from '../../lib/stacks/watch.ts';
import { FUNCTIONS } from '../../lib/functions.ts';
import { failureLine } from '../../shared/http/failure.ts';
import { OVERDUE } from '../../shared/intake/end-content.ts';
import type { GatewayEvent } from '../../shared/http/request-head.ts';
import { type Templates, templatesOf } from './synthesis.ts';

const event = {
  requestContext: { requestId: 'r' },
  httpMethod: 'GET',
  resource: '/v1/contacts',
} as GatewayEvent;

describe('what people are told', () => {
  let templates: Templates;
  const ofType = (type: string) =>
    Object.values(templates.watch.Resources ?? {}).filter(({ Type }) => Type === type);
  beforeAll(() => {
    templates = templatesOf();
  });

  test('the line about a failed answer is one that the filters count, as Lambda writes it', () => {
    const written = `2027-03-01T09:00:00.000Z\tid\tERROR\t${failureLine('internal', new Error('x'), event)}`;
    expect(FAILURE_WORDS.filter((word) => !written.includes(word))).toEqual([]);
    const started = 'START RequestId: id Version: $LATEST';
    expect(FAILURE_WORDS.every((word) => started.includes(word))).toBe(false);
  });

  test('failed answers of every function are counted and alarmed', () => {
    const filters = ofType('AWS::Logs::MetricFilter');
    const failed = filters.filter(({ Properties }) => !JSON.stringify(Properties).includes('overdue'));
    expect(failed).toHaveLength(FUNCTIONS.length);
    const [first] = failed;
    expect(first?.Properties?.['FilterPattern']).toBe('"ERROR" "\\"code\\"" "\\"route\\""');
    const alarms = ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties?.['MetricName']);
    expect(alarms).toContain('failed-answers');
  });

  test('part of DSR-12: the line about a message that was not passed on in time is counted, and raises an alarm at once', () => {
    const line = JSON.stringify({ level: 'error', alarm: OVERDUE, tenant: 'T', arrival: 'A' });
    const written = `2027-03-01T09:00:00.000Z\tid\tERROR\t${line}`;
    expect(OVERDUE_WORDS.filter((word) => !written.includes(word))).toEqual([]);
    const [filter] = ofType('AWS::Logs::MetricFilter').filter(({ Properties }) =>
      String(Properties?.['FilterPattern']).includes(OVERDUE),
    );
    expect(JSON.stringify(filter?.Properties?.['LogGroupName'])).toContain('tick');
    const alarm = ofType('AWS::CloudWatch::Alarm').find(
      ({ Properties }) => Properties?.['MetricName'] === OVERDUE,
    );
    expect(alarm?.Properties).toMatchObject({ Threshold: 1, EvaluationPeriods: 1 });
    expect(alarm?.Properties?.['AlarmActions']).toHaveLength(1);
  });

  test.each([
    ['DeleteItem', KEY_DELETIONS_PER_HOUR],
    ['TransactWriteItems', 100_000],
  ])('unusually many %s on the key table are alarmed', (operation, threshold) => {
    const alarm = ofType('AWS::CloudWatch::Alarm').find(({ Properties }) =>
      JSON.stringify(Properties?.['Dimensions'] ?? []).includes(`"${operation}"`),
    );
    expect(alarm?.Properties).toMatchObject({ Threshold: threshold, Statistic: 'SampleCount', Period: 3600 });
    expect(alarm?.Properties?.['AlarmActions']).toHaveLength(1);
  });
});
