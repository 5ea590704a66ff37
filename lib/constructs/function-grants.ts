import { Aws } from 'aws-cdk-lib/core';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FunctionRow } from '../functions.ts';
import { arnOf, machineArn, namesOf } from '../names.ts';
import type { DataStack } from '../stacks/data.ts';
import type { Stage } from '../stage.ts';
import { allow, leadingKeys, READ_ITEMS, storageKey, WRITE_ITEMS } from './statements.ts';

/** What the statements of a row are about. */
export interface GrantContext {
  readonly stage: Stage;
  readonly data: DataStack;
}

type Grant = (row: FunctionRow, context: GrantContext) => readonly PolicyStatement[];

const SYSTEM = leadingKeys('S#*');

/** What each member of a function's row grants to the function's own role, which never reaches a tenant's items. */
const GRANTS: readonly Grant[] = [
  ({ assume = [] }, { data }) =>
    assume.length === 0
      ? []
      : [
          allow(
            'Tenants',
            ['sts:AssumeRole', 'sts:TagSession'],
            assume.map((name) => data.roles[name].roleArn),
          ),
        ],
  ({ system }, { data }) =>
    system === undefined
      ? []
      : [
          allow(
            'SystemItems',
            system === 'write' ? [...READ_ITEMS, ...WRITE_ITEMS] : READ_ITEMS,
            [data.tables.data.tableArn],
            SYSTEM,
          ),
        ],
  ({ start = [] }, { stage }) =>
    start.length === 0
      ? []
      : [
          allow(
            'Workflows',
            ['states:StartExecution'],
            start.map((name) => machineArn(stage, name)),
          ),
        ],
  ({ receipts }, { data }) =>
    receipts === undefined
      ? []
      : [
          allow('Receipts', receipts === 'sign' ? ['kms:Sign', 'kms:GetPublicKey'] : ['kms:GetPublicKey'], [
            data.keys.receipts.keyArn,
          ]),
        ],
  ({ sendMail }, { stage }) =>
    sendMail === undefined
      ? []
      : [
          allow('Mail', ['ses:SendEmail'], [arnOf('ses', `identity/${stage.mailDomain}`)], {
            StringEquals: { 'ses:FromAddress': mailFrom(stage) },
          }),
        ],
  ({ takeMail }, { data }) =>
    takeMail === undefined
      ? []
      : [
          allow('Inbox', ['s3:GetObject', 's3:DeleteObject'], [data.buckets.inbox.arnForObjects(MAILS)]),
          // Whoever may list hears 404 of a mail that was taken already, and 403 only when something is wrong.
          allow('InboxNames', ['s3:ListBucket'], [data.buckets.inbox.bucketArn]),
        ],
  ({ handles }, { data }) =>
    handles === undefined ? [] : [allow('Handles', ['kms:GenerateMac'], [data.keys.handles.keyArn])],
  ({ caseFiles }, { data }) =>
    caseFiles === undefined
      ? []
      : [allow('Cases', ['kms:Sign', 'kms:GetPublicKey'], [data.keys.cases.keyArn])],
  ({ standards }, { data }) =>
    standards === undefined
      ? []
      : [allow('Standards', ['kms:Sign', 'kms:GetPublicKey'], [data.keys.standards.keyArn])],
  ({ createTenantKeys }, { stage }) => (createTenantKeys === undefined ? [] : tenantKeyMaking(stage)),
  ({ stream }, { data }) =>
    stream === undefined
      ? []
      : [
          allow(
            'Stream',
            ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
            [data.tables.data.tableStreamArn ?? ''],
          ),
          // The service authorisation reference knows no resource for this action.
          allow('Streams', ['dynamodb:ListStreams'], ['*']),
        ],
  ({ system, stream, start, takeMail }, { data }) => {
    const services = [
      ...(system || stream ? ['dynamodb'] : []),
      ...(start ? ['states'] : []),
      ...(takeMail ? ['s3'] : []),
    ];
    return services.length === 0 ? [] : [storageKey('StorageKey', data.keys.storage.keyArn, services)];
  },
];

/** Creating tenants' keys: never using them, which their own policies keep to the tenant's sessions. */
function tenantKeyMaking(stage: Stage): PolicyStatement[] {
  const stageTag = { 'aws:ResourceTag/bailiwick': stage.name };
  return [
    allow('NewTenantKeys', ['kms:CreateKey', 'kms:TagResource'], ['*'], {
      StringEquals: { 'aws:RequestTag/bailiwick': stage.name },
    }),
    // `CreateKey` has no idempotency token: the alias commits, and what no alias names is swept.
    allow(
      'TenantAliases',
      ['kms:CreateAlias'],
      [arnOf('kms', namesOf(stage).tenantAliases), arnOf('kms', 'key/*')],
    ),
    allow(
      'TenantKeys',
      ['kms:DescribeKey', 'kms:EnableKeyRotation', 'kms:GetKeyRotationStatus', 'kms:ScheduleKeyDeletion'],
      [arnOf('kms', 'key/*')],
      { StringEquals: stageTag },
    ),
    allow('TenantKeyNames', ['kms:ListAliases', 'kms:ListKeys'], ['*'], {
      StringEquals: { 'aws:RequestedRegion': Aws.REGION },
    }),
  ];
}

/** Objects of the inbox bucket that are mails; the prefix is the one that shared/intake reads. */
export const MAILS = 'mail/*';

/** The address that mails are sent from. */
export function mailFrom(stage: Stage): string {
  return `no-reply@${stage.mailDomain}`;
}

/** Every statement that a row comes to. */
export function functionStatements(row: FunctionRow, context: GrantContext): PolicyStatement[] {
  return GRANTS.flatMap((grant) => grant(row, context));
}
