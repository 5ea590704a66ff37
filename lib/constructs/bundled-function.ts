import { Duration } from 'aws-cdk-lib/core';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type Code,
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
} from 'aws-cdk-lib/aws-lambda';
import { Function as LambdaFunction, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { Variable } from '../../shared/kernel/environment.ts';
import type { FunctionRow } from '../functions.ts';
import { functionArn, namesOf } from '../names.ts';
import { functionStatements, type GrantContext } from './function-grants.ts';
import { logGroup } from './log-group.ts';
import { allow } from './statements.ts';

/** What a function is built from: its row, its code, the values of all variables. */
export interface BundledFunctionProps extends GrantContext {
  readonly row: FunctionRow;
  readonly code: Code;
  readonly values: Readonly<Record<Variable, string>>;
}

/** One function with its log, its role and whatever makes it run; all of it follows from its row. */
export class BundledFunction extends Construct {
  readonly row: FunctionRow;
  readonly function: LambdaFunction;
  readonly log: LogGroup;

  constructor(scope: Construct, props: BundledFunctionProps) {
    const { row, stage, data, code, values } = props;
    super(scope, row.name);
    this.row = row;
    this.log = logGroup(this, 'Log', stage, row.name, data.keys.logs);
    const statements = [
      allow('Log', ['logs:CreateLogStream', 'logs:PutLogEvents'], [this.log.logGroupArn]),
      ...functionStatements(row, props),
    ];
    const role = new Role(this, 'Role', {
      // Trust policies name this role before it exists.
      roleName: namesOf(stage).function(row.name),
      description: `Bailiwick: ${row.summary}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { [row.name]: new PolicyDocument({ statements }) },
    });
    this.function = new LambdaFunction(this, 'Function', {
      functionName: namesOf(stage).function(row.name),
      description: row.summary,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code,
      role,
      timeout: Duration.seconds(row.timeout),
      memorySize: row.memory,
      logGroup: this.log,
      environment: Object.fromEntries(row.variables.map((name) => [name, values[name]])),
    });
    if (row.stream) this.#consumeStream(row.stream, data.tables.data.tableStreamArn ?? '');
    if (row.schedule !== undefined) this.#runOn(row.schedule, props);
  }

  /** Items of tenants that are new, or gone; a batch that fails is halved, then given up: the schedule finds what was missed. */
  #consumeStream(events: readonly string[], eventSourceArn: string): void {
    new EventSourceMapping(this, 'Stream', {
      target: this.function,
      eventSourceArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(0),
      bisectBatchOnError: true,
      retryAttempts: 5,
      maxRecordAge: Duration.hours(6),
      reportBatchItemFailures: true,
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.or(...events),
          dynamodb: { Keys: { pk: { S: FilterRule.beginsWith('T#') } } },
        }),
      ],
    });
  }

  #runOn(scheduleExpression: string, { stage, row }: BundledFunctionProps): void {
    const role = new Role(this, 'ScheduleRole', {
      description: `Bailiwick: runs ${row.name} on its schedule`,
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
      inlinePolicies: {
        invoke: new PolicyDocument({
          statements: [allow('Invoke', ['lambda:InvokeFunction'], [functionArn(stage, row.name)])],
        }),
      },
    });
    new CfnSchedule(this, 'Schedule', {
      name: namesOf(stage).function(row.name),
      description: row.summary,
      scheduleExpression,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: this.function.functionArn,
        roleArn: role.roleArn,
        // The next minute does what this one missed; a stale event is worth nothing.
        retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 },
      },
    });
  }
}
