import { Validations } from 'aws-cdk-lib/core';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { MAILS } from '../constructs/function-grants.ts';
import { WORKFLOWS } from '../functions.ts';
import { namesOf } from '../names.ts';
import type { Stage } from '../stage.ts';
import type { AppStack } from '../stacks/app.ts';
import type { DataStack } from '../stacks/data.ts';

const TENANT = '<aws:PrincipalTag/tenant>';
const EXECUTE = 'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>';
const KMS = 'arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>';

/** The name under which the app stack imports the ARN of a bucket. */
function exportOf(data: DataStack, bucket: Bucket): string {
  const imported = data.resolve(data.exportValue(bucket.bucketArn)) as { 'Fn::ImportValue': string };
  return imported['Fn::ImportValue'];
}

/** A finding of cdk-nag that stays, and why. */
interface Acknowledged {
  readonly at: readonly IConstruct[];
  readonly id: string;
  readonly reason: string;
}

function acknowledged(stage: Stage, data: DataStack, app: AppStack): Acknowledged[] {
  const { buckets, roles } = data;
  const logicalId = (construct: IConstruct) => data.getLogicalId(construct.node.defaultChild as never);
  const sessions = [roles.tenant, roles.eraser];
  const role = (...names: string[]) =>
    names.flatMap((name) => app.node.tryFindChild(name)?.node.findChild('Role') ?? []);
  const gateway = [app.gateway];
  return [
    {
      at: [buckets.inbox, buckets.intake, buckets.handover, buckets.vault, buckets.ledger],
      id: 'AwsSolutions-S1',
      reason:
        'An access log of a bucket names every object and caller, unsealed; the trail of events says who read what',
    },
    ...[buckets.handover, buckets.intake, buckets.vault].map((bucket) => ({
      at: sessions,
      id: `AwsSolutions-IAM5[Resource::<${logicalId(bucket)}.Arn>/${TENANT}/*]`,
      reason: "Bound to the prefix of the session's tenant, a fixed-length id",
    })),
    // Before the stacks are joined the bucket is named by its logical id, afterwards by the name of its export.
    ...[`<${logicalId(buckets.inbox)}.Arn>`, exportOf(data, buckets.inbox)].map((bucket) => ({
      at: [...role('inbox'), ...(app.receiving ? [app.receiving] : [])],
      id: `AwsSolutions-IAM5[Resource::${bucket}/${MAILS}]`,
      reason: 'Mails have no tenant before they are read; one prefix of a bucket that holds nothing else',
    })),
    {
      at: [...sessions, ...role('onboard')],
      id: `AwsSolutions-IAM5[Resource::${KMS}:key/*]`,
      reason:
        'Keys of tenants are made at run time; bound by encryption context, tag or alias, and by their own policies',
    },
    {
      at: role('onboard'),
      id: `AwsSolutions-IAM5[Resource::${KMS}:${namesOf(stage).tenantAliases}]`,
      reason: 'Aliases of tenants are made at run time, below the prefix of the stage',
    },
    {
      at: role('onboard'),
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'CreateKey, ListKeys and ListAliases know no resource; bound by request tag and region',
    },
    {
      at: role('due', 'mail'),
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'ListStreams knows no resource; it shows names only',
    },
    {
      at: role(...WORKFLOWS.map((name) => `${name}-workflow`)),
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Deliveries of logs are no resources of IAM',
    },
    {
      at: WORKFLOWS.map((name) => app.node.findChild(`${name}-workflow`)),
      id: 'AwsSolutions-SF2',
      reason: 'A trace is one more store of what happened to whom, without a key of ours',
    },
    {
      at: gateway,
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'API Gateway refuses a logging role that is bound to groups',
    },
    ...app.gateway.operatorRoutes
      .filter((route) => route.includes('*'))
      .map((route) => ({
        at: [app.gateway.operator],
        id: `AwsSolutions-IAM5[Resource::${EXECUTE}:<${app.getLogicalId(app.gateway.api)}>/${route}]`,
        reason: 'A star for the id in the path of a route of the platform',
      })),
    {
      at: gateway,
      id: 'AwsSolutions-APIG2',
      reason: "Requests are validated by the routes' schemas in the handler, whose refusals hold no values",
    },
    {
      at: gateway,
      id: 'AwsSolutions-APIG3',
      reason: 'Managed web rules block bodies above 8 KB and keep samples of requests with personal data',
    },
    {
      at: gateway,
      id: 'AwsSolutions-APIG6',
      reason: 'Execution logs hold requests; the access log holds what is needed to run the service',
    },
  ];
}

/** Acknowledges what stays, each with its reason; everything else that cdk-nag finds ends the synthesis. */
export function acknowledge(stage: Stage, data: DataStack, app: AppStack): void {
  for (const { at, id, reason } of acknowledged(stage, data, app))
    for (const construct of at) Validations.of(construct).acknowledge({ id, reason });
}
