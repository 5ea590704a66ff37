import type { KMSClient } from '@aws-sdk/client-kms';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  ListAliasesCommand,
  ListKeysCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import type { TenantId } from '../kernel/ids.ts';
import { tenantKeyPolicy, type KeyRoles } from './key-policy.ts';

/** What tenant keys are made with. */
export interface KeyMaking {
  readonly kms: KMSClient;
  readonly stage: string;
  readonly roles: KeyRoles;
}

/** Days until an orphan, which never sealed anything, is gone: the shortest that KMS allows. */
const ORPHAN_DAYS = 7;

const aliasOf = (stage: string, tenant: TenantId) => `alias/bailiwick/${stage}/${tenant}`;
const describe = (stage: string, tenant: TenantId) => `bailiwick ${stage} tenant ${tenant}`;

async function committedKey({ kms, stage }: KeyMaking, tenant: TenantId): Promise<string | undefined> {
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: aliasOf(stage, tenant) }));
    return KeyMetadata?.Arn;
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFoundException') return undefined;
    throw error;
  }
}

/**
 * The KMS key of a tenant. `CreateKey` knows no idempotency token, so the alias is the commit: whoever names a key
 * first has made the tenant's key, and a key that no alias names is an orphan.
 */
export async function tenantKey(making: KeyMaking, tenant: TenantId): Promise<string> {
  const { kms, stage, roles } = making;
  const committed = await committedKey(making, tenant);
  if (committed) return committed;
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({
      Description: describe(stage, tenant),
      Policy: tenantKeyPolicy(tenant, roles),
      // The account can change the policy; this role must not, so the check on the caller is passed over.
      BypassPolicyLockoutSafetyCheck: true,
      Tags: [
        { TagKey: 'bailiwick', TagValue: stage },
        { TagKey: 'tenant', TagValue: tenant },
      ],
    }),
  );
  const key = KeyMetadata?.Arn ?? '';
  await kms.send(new EnableKeyRotationCommand({ KeyId: key }));
  try {
    await kms.send(new CreateAliasCommand({ AliasName: aliasOf(stage, tenant), TargetKeyId: key }));
    return key;
  } catch (error) {
    const first = await committedKey(making, tenant);
    if (!first || first === key) throw error;
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: key, PendingWindowInDays: ORPHAN_DAYS }));
    return first;
  }
}

/** Schedules the deletion of keys that an interrupted run has created for the tenant and nobody named; says how many. */
export async function sweepOrphans(
  { kms, stage }: KeyMaking,
  tenant: TenantId,
  kept: string,
): Promise<number> {
  let swept = 0;
  let marker: string | undefined;
  do {
    const page = await kms.send(new ListKeysCommand({ Limit: 1000, ...(marker ? { Marker: marker } : {}) }));
    for (const { KeyArn } of page.Keys ?? []) {
      if (!KeyArn || KeyArn === kept) continue;
      if (await isOrphan(kms, KeyArn, describe(stage, tenant))) {
        await kms.send(new ScheduleKeyDeletionCommand({ KeyId: KeyArn, PendingWindowInDays: ORPHAN_DAYS }));
        swept += 1;
      }
    }
    marker = page.NextMarker;
  } while (marker);
  return swept;
}

/** Keys of other deployments may not be described by this role; they are nobody's orphans here. */
async function isOrphan(kms: KMSClient, key: string, description: string): Promise<boolean> {
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: key }));
    if (KeyMetadata?.Description !== description || KeyMetadata.KeyState !== 'Enabled') return false;
    const { Aliases = [] } = await kms.send(new ListAliasesCommand({ KeyId: key }));
    return Aliases.length === 0;
  } catch (error) {
    if (error instanceof Error && error.name === 'AccessDeniedException') return false;
    throw error;
  }
}
