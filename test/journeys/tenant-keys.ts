import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
} from '@aws-sdk/client-kms';
import type { Stack } from './fixture.ts';

/** A tenant's key as KMS knows it. */
export interface FoundKey {
  readonly arn: string;
  readonly state: string | undefined;
  readonly aliases: readonly string[];
  readonly policy: string;
  readonly rotates: boolean;
}

/** Every KMS key that was made for a tenant, orphans included, as the owner of the account sees them. */
export async function keysOfTenant({ cloud }: Pick<Stack, 'cloud'>, tenant: string): Promise<FoundKey[]> {
  const kms = new KMSClient({
    endpoint: cloud.awsUrl,
    region: cloud.place.region,
    credentials: cloud.operator,
    systemClockOffset: cloud.clock.offset,
  });
  try {
    const found: FoundKey[] = [];
    const { Keys = [] } = await kms.send(new ListKeysCommand({ Limit: 1000 }));
    for (const { KeyArn: KeyId = '' } of Keys) {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
      if (!KeyMetadata?.Description?.endsWith(tenant)) continue;
      const { Aliases = [] } = await kms.send(new ListAliasesCommand({ KeyId }));
      const { Policy = '' } = await kms.send(new GetKeyPolicyCommand({ KeyId }));
      const rotation =
        KeyMetadata.KeyState === 'Enabled' && (await kms.send(new GetKeyRotationStatusCommand({ KeyId })));
      found.push({
        arn: KeyId,
        state: KeyMetadata.KeyState,
        aliases: Aliases.map(({ AliasName = '' }) => AliasName),
        policy: Policy,
        rotates: rotation !== false && rotation.KeyRotationEnabled === true,
      });
    }
    return found;
  } finally {
    kms.destroy();
  }
}
