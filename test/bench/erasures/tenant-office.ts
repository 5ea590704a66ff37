import type { S3Client } from '@aws-sdk/client-s3';
import type { Id, TenantId } from '../../../shared/kernel/ids.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { documentClient } from '../../../shared/store/clients/documents.ts';
import { kmsClient } from '../../../shared/store/clients/kms.ts';
import { s3Client } from '../../../shared/store/clients/s3.ts';
import { stsClient } from '../../../shared/store/clients/sts.ts';
import { createOffice } from '../../../shared/office/office.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import type { Stack } from '../../journeys/fixture.ts';
import { functionRole, physicalId, roleArn } from '../../proofs/account.ts';

/** A tenant's workspaces in the process that measures, under the session that its functions work in. */
export interface TenantOffice {
  /** As somebody of the business; time stands still at `now` when it is given, epoch milliseconds. */
  as(principal: Id, now?: number): Workspace;
  readonly officer: Id;
  readonly second: Id;
  s3(): Promise<S3Client>;
  readonly vault: string;
}

/** Opens one; the clock of the stack must not move while it is used, since calls are signed with what it says now. */
export function tenantOffice(stack: Stack, tenant: string): TenantOffice {
  const of = tenant as TenantId;
  const { clock, awsUrl: endpoint, place } = stack.cloud;
  const at = { endpoint, region: place.region, systemClockOffset: clock.offset };
  const sts = stsClient({ ...at, credentials: stack.credentials(functionRole(stack, 'rights')) });
  const shared = { ...at, requestHandler: sts.config.requestHandler };
  const officeAt = (now: () => number) =>
    createOffice({
      dataTable: 'bailiwick-dev-data',
      keyTable: 'bailiwick-dev-keys',
      tenantRole: roleArn(stack, 'RolesTenant'),
      now,
      sts,
      connect: (credentials) => ({
        credentials,
        documents: documentClient({ ...shared, credentials }),
        kms: kmsClient({ ...shared, credentials }),
      }),
    });
  const office = officeAt(() => clock.now());
  return {
    as: (id, now) => (now === undefined ? office : officeAt(() => now)).workspace(of, { kind: 'human', id }),
    officer: newId(),
    second: newId(),
    s3: async () => s3Client({ ...shared, credentials: await office.credentials(of) }),
    vault: physicalId(stack, 'AWS::S3::Bucket', 'BucketsVault'),
  };
}
