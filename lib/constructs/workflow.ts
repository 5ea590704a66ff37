import { Aws, Stack } from 'aws-cdk-lib/core';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { WorkflowName } from '../functions.ts';
import { arnOf, functionArn, machineArn, namesOf } from '../names.ts';
import type { DataStack } from '../stacks/data.ts';
import type { Stage } from '../stage.ts';
import type { Definition } from '../workflows/definition.ts';
import { logGroup } from './log-group.ts';
import { allow } from './statements.ts';

/** What a state machine is built from. */
export interface WorkflowProps {
  readonly name: WorkflowName;
  readonly definition: Definition;
  readonly stage: Stage;
  readonly data: DataStack;
}

/** One state machine: may invoke its functions, may start itself to go on; its log holds no execution data. */
export class Workflow extends Construct {
  readonly machine: CfnStateMachine;

  constructor(scope: Construct, { name, definition, stage, data }: WorkflowProps) {
    super(scope, `${name}-workflow`);
    const log = logGroup(this, 'Log', stage, `workflow/${name}`, data.keys.logs);
    const key = data.keys.storage;
    const own = machineArn(stage, name);
    const role = new Role(this, 'Role', {
      description: `Bailiwick: the ${name} workflow`,
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      inlinePolicies: {
        [name]: new PolicyDocument({
          statements: [
            allow(
              'Invoke',
              ['lambda:InvokeFunction'],
              definition.functions.map((called) => functionArn(stage, called)),
            ),
            allow('GoOn', ['states:StartExecution'], [own]),
            allow('StorageKey', ['kms:Decrypt', 'kms:GenerateDataKey'], [key.keyArn], {
              StringEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': own },
            }),
            // What is logged of an encrypted state machine is encrypted on its way (Step Functions guide, encryption at rest).
            allow('LogKey', ['kms:GenerateDataKey'], [key.keyArn], {
              StringEquals: { 'kms:EncryptionContext:SourceArn': arnOf('logs', '*') },
            }),
            // Deliveries are no resources of IAM (Step Functions guide, logging to CloudWatch Logs).
            allow('LogDelivery', LOG_DELIVERY, ['*']),
          ],
        }),
      },
    });
    this.machine = new CfnStateMachine(this, 'Machine', {
      stateMachineName: namesOf(stage).machine(name),
      stateMachineType: 'STANDARD',
      roleArn: role.roleArn,
      definitionString: Stack.of(this).toJsonString(
        definition.definition({
          arn: `arn:${Aws.PARTITION}`,
          functionArn: (called) => functionArn(stage, called),
        }),
      ),
      encryptionConfiguration: {
        type: 'CUSTOMER_MANAGED_KMS_KEY',
        kmsKeyId: key.keyArn,
        kmsDataKeyReusePeriodSeconds: 300,
      },
      loggingConfiguration: {
        level: 'ALL',
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: log.logGroupArn } }],
      },
      tracingConfiguration: { enabled: false },
    });
    this.machine.node.addDependency(role);
  }
}

const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];
