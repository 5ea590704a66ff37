import { Duration, Stack } from 'aws-cdk-lib/core';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { COPYING } from '../constructs/tables.ts';
import { WORKFLOWS } from '../functions.ts';
import { machineArn, namesOf } from '../names.ts';
import type { Stage } from '../stage.ts';
import type { AppStack } from './app.ts';
import type { DataStack } from './data.ts';

/** Deletions from the key table within an hour above which somebody has to look. */
export const KEY_DELETIONS_PER_HOUR = 500;

/** Transactions over the key table within an hour above which somebody has to look; making a key is one, too. */
export const KEY_TRANSACTIONS_PER_HOUR = 100_000;

/** Operations by which an item of the key table can go, and how many within an hour are unusual. */
const KEY_ENDS = { DeleteItem: KEY_DELETIONS_PER_HOUR, TransactWriteItems: KEY_TRANSACTIONS_PER_HOUR };

/** Answers of 500 and above within five minutes above which somebody has to look. */
export const FAILED_ANSWERS = 5;

/** Words of the one line about a failed answer (shared/http/failure.ts) as Lambda writes it: level, then the line. */
export const FAILURE_WORDS = ['ERROR', '"code"', '"route"'];

/** Words of the line about a message that was not passed on in time (shared/intake/end-content.ts). */
export const OVERDUE_WORDS = ['ERROR', '"alarm"', '"forwarding-overdue"'];

/** Calls that end keys or copy tables; the trail of the account reports them within minutes. */
const WATCHED_CALLS = {
  'kms.amazonaws.com': ['ScheduleKeyDeletion', 'DisableKey', 'PutKeyPolicy', 'CreateGrant'],
  'dynamodb.amazonaws.com': [
    ...COPYING.map((action) => action.slice('dynamodb:'.length)),
    'RestoreTableToPointInTime',
    'UpdateContinuousBackups',
    'DeleteTable',
  ],
};

/** What is told to people: failures, throttling, unusual ends of keys, copies of tables. */
export class WatchStack extends Stack {
  readonly #topic: Topic;

  constructor(scope: Construct, stage: Stage, data: DataStack, app: AppStack) {
    super(scope, namesOf(stage).stack('watch'), {
      description: 'Bailiwick: alarms',
      env: { region: stage.region, ...(stage.account && { account: stage.account }) },
    });
    this.#topic = new Topic(this, 'Alarms', { masterKey: data.keys.logs, enforceSSL: true });
    const period = Duration.minutes(5);
    for (const { row, function: deployed } of app.functions) {
      this.#alarm(`${row.name}-errors`, deployed.metricErrors({ period }), 1);
      this.#alarm(`${row.name}-throttles`, deployed.metricThrottles({ period }), 1);
    }
    for (const name of WORKFLOWS)
      this.#alarm(
        `${name}-failed`,
        new Metric({
          namespace: 'AWS/States',
          metricName: 'ExecutionsFailed',
          dimensionsMap: { StateMachineArn: machineArn(stage, name) },
          statistic: 'Sum',
          period,
        }),
        1,
      );
    this.#failedAnswers(stage, app);
    this.#overdue(stage, app);
    for (const [Operation, unusual] of Object.entries(KEY_ENDS))
      this.#alarm(
        `key-${Operation}`,
        new Metric({
          namespace: 'AWS/DynamoDB',
          metricName: 'SuccessfulRequestLatency',
          dimensionsMap: { TableName: data.tables.keys.tableName, Operation },
          statistic: 'SampleCount',
          period: Duration.hours(1),
        }),
        unusual,
      );
    for (const [source, calls] of Object.entries(WATCHED_CALLS)) {
      const service = source.split('.')[0] ?? source;
      new Rule(this, `${service}-calls`, {
        description: `Bailiwick: calls of ${service} that end keys or copy tables`,
        eventPattern: {
          detailType: ['AWS API Call via CloudTrail'],
          detail: { eventSource: [source], eventName: calls },
        },
        targets: [new SnsTopic(this.#topic)],
      });
    }
  }

  /** A failed answer is no error of its function, which has answered; it is counted by its line in the log. */
  #failedAnswers(stage: Stage, app: AppStack): void {
    const metricNamespace = namesOf(stage).prefix;
    for (const { row, log } of app.functions)
      new MetricFilter(this, `${row.name}-failed-answers`, {
        logGroup: log,
        filterPattern: FilterPattern.allTerms(...FAILURE_WORDS),
        metricNamespace,
        metricName: 'failed-answers',
        metricValue: '1',
        defaultValue: 0,
      });
    const failed = { namespace: metricNamespace, metricName: 'failed-answers', statistic: 'Sum' };
    this.#alarm('failed-answers', new Metric({ ...failed, period: Duration.minutes(5) }), FAILED_ANSWERS);
  }

  /** What the vendor received and the business has not heard of within 72 hours breaks a promise (DSR-12). */
  #overdue(stage: Stage, app: AppStack): void {
    const metricNamespace = namesOf(stage).prefix;
    const metricName = 'forwarding-overdue';
    const clock = app.functions.find(({ row }) => row.name === 'tick');
    if (clock === undefined) return;
    new MetricFilter(this, metricName, {
      logGroup: clock.log,
      filterPattern: FilterPattern.allTerms(...OVERDUE_WORDS),
      metricNamespace,
      metricName,
      metricValue: '1',
      defaultValue: 0,
    });
    const overdue = { namespace: metricNamespace, metricName, statistic: 'Sum', period: Duration.minutes(5) };
    this.#alarm(`${metricName}-alarm`, new Metric(overdue), 1);
  }

  #alarm(name: string, metric: IMetric, threshold: number): void {
    const alarm = new Alarm(this, name, {
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.#topic));
  }
}
