import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { arnOf, namesOf } from '../names.ts';
import type { Stage } from '../stage.ts';

/** The infrastructure's own keys; tenants' keys are made at run time and are none of these. */
export class Keys extends Construct {
  /** Encrypts tables, buckets and the histories of workflows. */
  readonly storage: Key;
  /** Encrypts logs and alarms, whose services may use it and the storage key not. */
  readonly logs: Key;
  /** Signs receipts; its public half verifies them. */
  readonly receipts: Key;
  /** Signs case files; its public half verifies them. */
  readonly cases: Key;
  /** Signs answers and callbacks of standards; its public half verifies them. */
  readonly standards: Key;
  /** Makes public names of businesses into tokens. */
  readonly handles: Key;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const kept = { removalPolicy: RemovalPolicy.RETAIN, pendingWindow: Duration.days(30) };
    this.storage = new Key(this, 'Storage', {
      ...kept,
      description: 'Bailiwick: tables, buckets, workflows',
      enableKeyRotation: true,
    });
    this.logs = new Key(this, 'Logs', {
      ...kept,
      description: 'Bailiwick: logs and alarms',
      enableKeyRotation: true,
    });
    this.receipts = new Key(this, 'Receipts', {
      ...kept,
      description: 'Bailiwick: signs receipts',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
    });
    this.cases = new Key(this, 'Cases', {
      ...kept,
      description: 'Bailiwick: signs case files',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
    });
    this.standards = new Key(this, 'Standards', {
      ...kept,
      description: 'Bailiwick: signs answers of standards',
      keySpec: KeySpec.RSA_2048,
      keyUsage: KeyUsage.SIGN_VERIFY,
    });
    this.handles = new Key(this, 'Handles', {
      ...kept,
      description: 'Bailiwick: tokens of public names',
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
    });
    this.storage.addToResourcePolicy(
      new PolicyStatement({
        // The logs of an encrypted state machine are delivered by this service (Step Functions guide, encryption at rest).
        sid: 'WorkflowLogs',
        principals: [ServicePrincipal.fromStaticServicePrincipleName('delivery.logs.amazonaws.com')],
        actions: ['kms:Decrypt'],
        resources: ['*'],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': arnOf('logs', '*') },
        },
      }),
    );
    this.logs.addToResourcePolicy(
      new PolicyStatement({
        sid: 'LogGroups',
        // Amazon CloudWatch Logs: the service's principal is regional.
        principals: [ServicePrincipal.fromStaticServicePrincipleName(`logs.${Aws.REGION}.amazonaws.com`)],
        actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': arnOf('logs', `log-group:${namesOf(stage).logGroup('*')}`),
          },
        },
      }),
    );
    this.logs.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        principals: ['cloudwatch', 'events'].map((name) =>
          ServicePrincipal.fromStaticServicePrincipleName(`${name}.amazonaws.com`),
        ),
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
  }
}
