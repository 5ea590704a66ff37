import { Aws, CfnOutput } from 'aws-cdk-lib/core';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnReceiptRule, CfnReceiptRuleSet, EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { arnOf, namesOf } from '../names.ts';
import type { DataStack } from '../stacks/data.ts';
import type { Stage } from '../stage.ts';
import type { BundledFunction } from './bundled-function.ts';
import { MAILS } from './function-grants.ts';
import { allow, storageKey } from './statements.ts';

/** What receiving is built from. */
export interface ReceivingProps {
  readonly stage: Stage;
  readonly data: DataStack;
  readonly domain: string;
  readonly inbox: BundledFunction;
}

/**
 * The privacy inboxes: every address of the domain is received into the bucket of unsealed mails, and the function is
 * told. A rule set receives nothing before it is made the active one, which no template can do: see the output.
 */
export class Receiving extends Construct {
  /** Writes mails into the bucket in the name of the receiving service. */
  readonly role: Role;

  constructor(scope: Construct, id: string, { stage, data, domain, inbox }: ReceivingProps) {
    super(scope, id);
    const name = namesOf(stage).prefix;
    const ruleArn = arnOf('ses', `receipt-rule-set/${name}:receipt-rule/${name}`);
    const { bucketName, bucketArn } = data.buckets.inbox;
    new EmailIdentity(this, 'Identity', { identity: Identity.domain(domain) });
    // A bucket with a key of ours is written to under a role (SES guide, "Deliver to S3 bucket action").
    this.role = new Role(this, 'Role', {
      description: 'Bailiwick: mails that arrive',
      assumedBy: new ServicePrincipal('ses.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnEquals: { 'aws:SourceArn': ruleArn },
        },
      }),
      inlinePolicies: {
        deliver: new PolicyDocument({
          statements: [
            allow('Mails', ['s3:PutObject'], [`${bucketArn}/${MAILS}`]),
            storageKey('StorageKey', data.keys.storage.keyArn, ['s3']),
          ],
        }),
      },
    });
    const permission = new CfnPermission(this, 'Invoke', {
      action: 'lambda:InvokeFunction',
      functionName: inbox.function.functionName,
      principal: 'ses.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
      sourceArn: ruleArn,
    });
    const set = new CfnReceiptRuleSet(this, 'Rules', { ruleSetName: name });
    const rule = new CfnReceiptRule(this, 'Rule', {
      ruleSetName: set.ref,
      rule: {
        name,
        enabled: true,
        recipients: [domain],
        scanEnabled: true,
        // A right is not refused because the sender's provider is behind the times.
        tlsPolicy: 'Optional',
        actions: [
          {
            s3Action: {
              bucketName,
              objectKeyPrefix: MAILS.slice(0, -1),
              iamRoleArn: this.role.roleArn,
            },
          },
          // At once: an event names sender and subject, and a queue of events would be one more store of them.
          {
            lambdaAction: {
              functionArn: inbox.function.functionArn,
              invocationType: 'RequestResponse',
            },
          },
        ],
      },
    });
    // Creating the rule, the service tries whether it may write and invoke.
    rule.node.addDependency(this.role, permission);
    new CfnOutput(this, 'RuleSet', {
      value: name,
      description: 'Has to be made active once: aws ses set-active-receipt-rule-set --rule-set-name',
    });
  }
}
