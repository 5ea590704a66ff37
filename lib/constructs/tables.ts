import { RemovalPolicy } from 'aws-cdk-lib/core';
import {
  AttributeType,
  Billing,
  type CfnGlobalTable,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
  type TablePropsV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { INDEXES } from '../../shared/store/grammar.ts';
import { arnOf, namesOf } from '../names.ts';
import type { Stage } from '../stage.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** Ways by which a copy would leave the table and outlive the recovery window; nobody needs one. */
export const COPYING = [
  'dynamodb:CreateBackup',
  'dynamodb:ExportTableToPointInTime',
  'dynamodb:EnableKinesisStreamingDestination',
] as const;

/** Statements over items that no key condition can bind to a tenant. */
export const PARTIQL = [
  'dynamodb:PartiQLSelect',
  'dynamodb:PartiQLInsert',
  'dynamodb:PartiQLUpdate',
  'dynamodb:PartiQLDelete',
] as const;

/** Epoch seconds after which an item may go by itself; only answers to repeated calls carry it. */
export const EXPIRY = 'ttl';

function denials(tableArn: string): PolicyDocument {
  const deny = (sid: string, actions: readonly string[], conditions = {}) =>
    new PolicyStatement({
      sid,
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: [...actions],
      resources: [tableArn],
      conditions,
    });
  return new PolicyDocument({
    statements: [
      deny('PlainTransport', ['dynamodb:*'], { Bool: { 'aws:SecureTransport': 'false' } }),
      deny('Copies', COPYING),
      deny('PartiQL', PARTIQL),
    ],
  });
}

/** The two tables: what is sealed, and what it is sealed with. They are apart because their recovery windows are. */
export class Tables extends Construct {
  readonly data: TableV2;
  readonly keys: TableV2;

  constructor(scope: Construct, id: string, stage: Stage, key: IKey) {
    super(scope, id);
    const names = namesOf(stage);
    const table = (name: string, recoveryPeriodInDays: number): TablePropsV2 => ({
      tableName: name,
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.customerManagedKey(key),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      resourcePolicy: denials(arnOf('dynamodb', `table/${name}`)),
    });
    this.data = new TableV2(this, 'Data', {
      ...table(names.dataTable, 35),
      // Keys only: a stream keeps its records for a day, so they hold nothing; consumers read again as the tenant.
      dynamoStream: StreamViewType.KEYS_ONLY,
      // Clears away answers that were kept for repeated calls; whoever reads one looks at its end, and trusts no deletion.
      timeToLiveAttribute: EXPIRY,
      globalSecondaryIndexes: Object.entries(INDEXES).map(([indexName, { pk, sk }]) => ({
        indexName,
        partitionKey: text(pk),
        sortKey: text(sk),
      })),
    });
    // The replica has no settings of its own for the indexes; CDK lists their bare names.
    const declared = this.data.node.defaultChild as CfnGlobalTable;
    declared.addPropertyDeletionOverride('Replicas.0.GlobalSecondaryIndexes');
    // One day, no stream, no index, no replica: an erased key's last copy ends 24 hours after the erasure.
    this.keys = new TableV2(this, 'Keys', table(names.keyTable, 1));
  }
}

/** ARNs of the data table's indexes; a query on an index is authorised on these. */
export function indexArns(stage: Stage): string[] {
  return Object.keys(INDEXES).map((index) =>
    arnOf('dynamodb', `table/${namesOf(stage).dataTable}/index/${index}`),
  );
}
