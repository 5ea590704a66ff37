import * as z from 'zod';
import type { BucketConfig, LifecycleRule, NotificationRule } from './bucket.ts';

const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
const whole = z.coerce.number().int().min(0);
const days = z.coerce.number().int().min(1);
const tag = z.strictObject({ Key: z.string(), Value: z.string() });
const status = z.enum(['Enabled', 'Disabled']);

const retention = z
  .strictObject({ Mode: z.enum(['COMPLIANCE', 'GOVERNANCE']), Days: days.optional(), Years: days.optional() })
  .refine((rule) => (rule.Days === undefined) !== (rule.Years === undefined));

const lifecycleRule = z.strictObject({
  Id: z.string().optional(),
  Status: status,
  Prefix: z.string().default(''),
  TagFilters: z.array(tag).default([]),
  ExpirationInDays: days.optional(),
  ExpiredObjectDeleteMarker: flag.default(false),
  NoncurrentVersionExpirationInDays: days.optional(),
  NoncurrentVersionExpiration: z
    .strictObject({ NoncurrentDays: days, NewerNoncurrentVersions: whole.optional() })
    .optional(),
  AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: days }).optional(),
});

const corsRule = z.strictObject({
  Id: z.string().optional(),
  AllowedOrigins: z.array(z.string()),
  AllowedMethods: z.array(z.enum(['GET', 'PUT', 'POST', 'DELETE', 'HEAD'])),
  AllowedHeaders: z.array(z.string()).default([]),
  ExposedHeaders: z.array(z.string()).default([]),
  MaxAge: whole.optional(),
});

const lambdaConfiguration = z.strictObject({
  Event: z.string().startsWith('s3:'),
  Function: z.string(),
  Filter: z
    .strictObject({
      S3Key: z.strictObject({
        Rules: z.array(
          z.strictObject({
            Name: z
              .string()
              .transform((name) => name.toLowerCase())
              .pipe(z.enum(['prefix', 'suffix'])),
            Value: z.string(),
          }),
        ),
      }),
    })
    .optional(),
});

const encryptionRule = z.strictObject({
  BucketKeyEnabled: flag.default(false),
  // SSE-C is never emulated, so blocking it changes nothing here.
  BlockedEncryptionTypes: z.unknown().optional(),
  ServerSideEncryptionByDefault: z.discriminatedUnion('SSEAlgorithm', [
    z.strictObject({ SSEAlgorithm: z.literal('AES256') }),
    z.strictObject({ SSEAlgorithm: z.literal('aws:kms'), KMSMasterKeyID: z.string() }),
  ]),
});

const properties = z.strictObject({
  BucketName: z.string().optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
  ObjectLockEnabled: flag.default(false),
  ObjectLockConfiguration: z
    .strictObject({
      ObjectLockEnabled: z.literal('Enabled').optional(),
      Rule: z.strictObject({ DefaultRetention: retention }).optional(),
    })
    .optional(),
  LifecycleConfiguration: z
    .strictObject({
      Rules: z.array(lifecycleRule),
      TransitionDefaultMinimumObjectSize: z.string().optional(),
    })
    .optional(),
  BucketEncryption: z
    .strictObject({ ServerSideEncryptionConfiguration: z.tuple([encryptionRule]) })
    .optional(),
  PublicAccessBlockConfiguration: z
    .strictObject({
      BlockPublicAcls: flag.default(false),
      BlockPublicPolicy: flag.default(false),
      IgnorePublicAcls: flag.default(false),
      RestrictPublicBuckets: flag.default(false),
    })
    .optional(),
  OwnershipControls: z
    .strictObject({
      Rules: z.tuple([
        z.strictObject({
          ObjectOwnership: z.enum(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']),
        }),
      ]),
    })
    .optional(),
  CorsConfiguration: z.strictObject({ CorsRules: z.array(corsRule) }).optional(),
  NotificationConfiguration: z
    .strictObject({ LambdaConfigurations: z.array(lambdaConfiguration).default([]) })
    .optional(),
  // Access logs and tags change nothing that a caller of the local S3 could see.
  LoggingConfiguration: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

/** Reads the properties of an `AWS::S3::Bucket`; what is not emulated is refused by name. */
export function parseBucket(raw: unknown): {
  readonly name: string | undefined;
  readonly config: BucketConfig;
} {
  const given = properties.parse(raw);
  const rule = given.ObjectLockConfiguration?.Rule?.DefaultRetention;
  const locked = given.ObjectLockEnabled || given.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled';
  const encryption = given.BucketEncryption?.ServerSideEncryptionConfiguration[0];
  const byDefault = encryption?.ServerSideEncryptionByDefault;
  const config: BucketConfig = {
    // Object lock switches versioning on for good.
    versioning: locked ? 'Enabled' : given.VersioningConfiguration?.Status,
    lock: locked ? { mode: rule?.Mode, days: rule ? (rule.Days ?? (rule.Years ?? 0) * 365) : 0 } : undefined,
    encryption:
      byDefault?.SSEAlgorithm === 'aws:kms'
        ? {
            algorithm: 'aws:kms',
            key: byDefault.KMSMasterKeyID,
            bucketKey: encryption?.BucketKeyEnabled ?? false,
          }
        : { algorithm: 'AES256' },
    lifecycle: (given.LifecycleConfiguration?.Rules ?? [])
      .filter((entry) => entry.Status === 'Enabled')
      .map(lifecycle),
    cors: (given.CorsConfiguration?.CorsRules ?? []).map((entry) => ({
      origins: entry.AllowedOrigins,
      methods: entry.AllowedMethods,
      headers: entry.AllowedHeaders,
      exposed: entry.ExposedHeaders,
      maxAge: entry.MaxAge,
    })),
    notifications: (given.NotificationConfiguration?.LambdaConfigurations ?? []).map(notification),
    aclsAllowed:
      (given.OwnershipControls?.Rules[0].ObjectOwnership ?? 'BucketOwnerEnforced') !== 'BucketOwnerEnforced',
    blockPublicPolicy: given.PublicAccessBlockConfiguration?.BlockPublicPolicy ?? true,
  };
  return { name: given.BucketName, config };
}

const lifecycle = (rule: z.infer<typeof lifecycleRule>): LifecycleRule => ({
  prefix: rule.Prefix,
  tags: Object.fromEntries(rule.TagFilters.map((entry) => [entry.Key, entry.Value])),
  currentDays: rule.ExpirationInDays,
  noncurrentDays: rule.NoncurrentVersionExpiration?.NoncurrentDays ?? rule.NoncurrentVersionExpirationInDays,
  noncurrentKept: rule.NoncurrentVersionExpiration?.NewerNoncurrentVersions,
  removeLoneMarkers: rule.ExpiredObjectDeleteMarker,
  abortUploadsDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
});

function notification(entry: z.infer<typeof lambdaConfiguration>): NotificationRule {
  const rules = entry.Filter?.S3Key.Rules ?? [];
  const value = (name: string) => rules.find((rule) => rule.Name === name)?.Value ?? '';
  return {
    event: entry.Event,
    functionArn: entry.Function,
    prefix: value('prefix'),
    suffix: value('suffix'),
  };
}
