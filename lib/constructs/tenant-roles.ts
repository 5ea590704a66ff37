import { Duration } from 'aws-cdk-lib/core';
import { AccountRootPrincipal, PolicyDocument, type PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ID_LENGTH } from '../../shared/kernel/ids.ts';
import { FUNCTIONS } from '../functions.ts';
import { arnOf, functionRoleArn } from '../names.ts';
import type { Stage } from '../stage.ts';
import type { Buckets } from './buckets.ts';
import { allow, leadingKeys, READ_ITEMS, storageKey, WRITE_ITEMS } from './statements.ts';
import { indexArns, type Tables } from './tables.ts';

/** What a tenant's roles are about. */
export interface TenantRolesProps {
  readonly stage: Stage;
  readonly tables: Tables;
  readonly buckets: Buckets;
  readonly storage: IKey;
}

/** The tenant of a session: set when the role is assumed, and by nobody afterwards. */
const TENANT = '${aws:PrincipalTag/tenant}';

function ownItems(): Record<string, Record<string, unknown>> {
  // The terminator `#` and the fixed length of ids rule out that one tenant's prefix covers another one's.
  const conditions = leadingKeys(`T#${TENANT}#*`);
  return { ...conditions, Null: { ...conditions['Null'], 'aws:PrincipalTag/tenant': 'false' } };
}

/** What a session for one tenant may do: wall 3. Removing any of these statements breaks a journey. */
function tenantStatements({ stage, tables, buckets, storage }: TenantRolesProps): PolicyStatement[] {
  const objectBuckets = [buckets.intake, buckets.vault, buckets.handover];
  return [
    allow('DataItems', [...READ_ITEMS, ...WRITE_ITEMS], [tables.data.tableArn], ownItems()),
    allow('DataIndexes', ['dynamodb:Query'], indexArns(stage), ownItems()),
    allow(
      'KeyItems',
      [...READ_ITEMS, 'dynamodb:PutItem', 'dynamodb:ConditionCheckItem'],
      [tables.keys.tableArn],
      ownItems(),
    ),
    allow(
      'Objects',
      ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
      objectBuckets.map((bucket) => bucket.arnForObjects(`${TENANT}/*`)),
    ),
    allow(
      'ObjectNames',
      ['s3:ListBucket'],
      objectBuckets.map(({ bucketArn }) => bucketArn),
      { StringLike: { 's3:prefix': [`${TENANT}/*`] } },
    ),
    // The independent sweep looks for versions that the eraser has left.
    allow('VersionNames', ['s3:ListBucketVersions'], [buckets.vault.bucketArn], {
      StringLike: { 's3:prefix': [`${TENANT}/*`] },
    }),
    allow('TenantKey', ['kms:Decrypt', 'kms:GenerateDataKey'], [arnOf('kms', 'key/*')], {
      StringEquals: { 'kms:EncryptionContext:tenant': TENANT },
    }),
    storageKey('StorageKey', storage.keyArn, ['dynamodb', 's3']),
  ];
}

/** What the eraser's session may do beyond that: end keys, and the versions of objects. */
function eraserStatements({ tables, buckets }: TenantRolesProps): PolicyStatement[] {
  return [
    allow('KeyDeletion', ['dynamodb:DeleteItem'], [tables.keys.tableArn], ownItems()),
    allow(
      'Versions',
      ['s3:GetObjectVersion', 's3:DeleteObjectVersion'],
      [buckets.vault.arnForObjects(`${TENANT}/*`)],
    ),
  ];
}

/** The roles that are assumed for one tenant at a time, by the functions whose rows say so. */
export class TenantRoles extends Construct {
  readonly tenant: Role;
  /** The only one that may delete from the key table. */
  readonly eraser: Role;

  constructor(scope: Construct, id: string, props: TenantRolesProps) {
    super(scope, id);
    const role = (name: 'tenant' | 'eraser', statements: PolicyStatement[]) =>
      new Role(this, name === 'tenant' ? 'Tenant' : 'Eraser', {
        description: `Bailiwick: ${name} session, bound to the tenant of its session tag`,
        // A role assumed by a role's session: one hour is the bound of IAM role chaining.
        maxSessionDuration: Duration.hours(1),
        assumedBy: new AccountRootPrincipal().withSessionTags().withConditions({
          ArnEquals: {
            'aws:PrincipalArn': FUNCTIONS.filter(({ assume }) => assume?.includes(name)).map((row) =>
              functionRoleArn(props.stage, row.name),
            ),
          },
          StringLike: { 'aws:RequestTag/tenant': '?'.repeat(ID_LENGTH) },
          Null: { 'aws:RequestTag/tenant': 'false' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
        }),
        inlinePolicies: { [name]: new PolicyDocument({ statements }) },
      });
    this.tenant = role('tenant', tenantStatements(props));
    this.eraser = role('eraser', [...tenantStatements(props), ...eraserStatements(props)]);
  }
}
