import { CfnOutput, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Buckets } from '../constructs/buckets.ts';
import { Keys } from '../constructs/keys.ts';
import { Tables } from '../constructs/tables.ts';
import { TenantRoles } from '../constructs/tenant-roles.ts';
import { namesOf } from '../names.ts';
import type { Stage } from '../stage.ts';

/** What outlives every deployment: keys, tables, buckets, and the roles that are the only way to them. */
export class DataStack extends Stack {
  readonly keys: Keys;
  readonly tables: Tables;
  readonly buckets: Buckets;
  readonly roles: TenantRoles;

  constructor(scope: Construct, stage: Stage) {
    super(scope, namesOf(stage).stack('data'), {
      description: 'Bailiwick: tables, buckets, keys',
      env: { region: stage.region, ...(stage.account && { account: stage.account }) },
      terminationProtection: true,
    });
    this.keys = new Keys(this, 'Keys', stage);
    this.tables = new Tables(this, 'Tables', stage, this.keys.storage);
    this.buckets = new Buckets(this, 'Buckets', this.keys.storage);
    this.roles = new TenantRoles(this, 'Roles', {
      stage,
      tables: this.tables,
      buckets: this.buckets,
      storage: this.keys.storage,
    });
    new CfnOutput(this, 'DataTable', { value: this.tables.data.tableName });
    new CfnOutput(this, 'KeyTable', { value: this.tables.keys.tableName });
  }
}
