/** The roles of one deployment that a tenant's key is for. */
export interface KeyRoles {
  /** `arn:<partition>:iam::<account>:role/…` of the tenant role. */
  readonly tenant: string;
  readonly eraser: string;
}

/** What the account may do with a tenant's key: keep it, name it, end it; never use it. */
const ADMINISTRATION = [
  'kms:CreateAlias',
  'kms:DescribeKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
  'kms:CancelKeyDeletion',
  'kms:TagResource',
  'kms:UpdateAlias',
  'kms:DeleteAlias',
];

/** What a session needs: wrapping keys are generated once and decrypted once per cache period. */
const USE = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Every way to use a symmetric key. */
const EVERY_USE = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*', 'kms:CreateGrant'];

/**
 * The final policy of a tenant's KMS key, set when it is created: used by the tenant and eraser roles only, under the
 * encryption context of this tenant only. The Deny also meets a call without a context, which `StringNotEquals` covers.
 */
export function tenantKeyPolicy(tenant: string, roles: KeyRoles): string {
  const [, partition, , , account] = roles.tenant.split(':');
  const root = { AWS: `arn:${partition}:iam::${account}:root` };
  const context = 'kms:EncryptionContext:tenant';
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'Administration', Effect: 'Allow', Principal: root, Action: ADMINISTRATION, Resource: '*' },
      {
        Sid: 'Use',
        Effect: 'Allow',
        Principal: root,
        Action: USE,
        Resource: '*',
        Condition: {
          StringEquals: { [context]: tenant },
          ArnEquals: { 'aws:PrincipalArn': [roles.tenant, roles.eraser] },
        },
      },
      {
        Sid: 'NothingElse',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: EVERY_USE,
        Resource: '*',
        Condition: { StringNotEquals: { [context]: tenant } },
      },
    ],
  });
}
