import type { PolicyDocument } from '../front/service.ts';

/** How firmly a version is held: in compliance mode nobody ends it early. */
export type LockMode = 'COMPLIANCE' | 'GOVERNANCE';

/** What a lifecycle rule ends, in whole days; each is counted to the midnight (UTC) after. */
export interface LifecycleRule {
  readonly prefix: string;
  /** Tags that an object must all carry. */
  readonly tags: Readonly<Record<string, string>>;
  readonly currentDays?: number | undefined;
  readonly noncurrentDays?: number | undefined;
  /** Newest noncurrent versions that stay whatever their age. */
  readonly noncurrentKept?: number | undefined;
  readonly removeLoneMarkers: boolean;
  readonly abortUploadsDays?: number | undefined;
}

/** Which pages of other origins may call, and how. */
export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  /** Seconds a browser may remember the preflight. */
  readonly maxAge?: number | undefined;
}

/** Which change of an object calls which function. */
export interface NotificationRule {
  /** For example `s3:ObjectCreated:*`. */
  readonly event: string;
  readonly functionArn: string;
  readonly prefix: string;
  readonly suffix: string;
}

/** How new objects are encrypted unless their writer says otherwise. */
export type DefaultEncryption =
  | { readonly algorithm: 'AES256' }
  | { readonly algorithm: 'aws:kms'; readonly key: string; readonly bucketKey: boolean };

/** Everything that the template says about a bucket. */
export interface BucketConfig {
  readonly versioning: 'Enabled' | 'Suspended' | undefined;
  readonly lock: { readonly mode?: LockMode | undefined; readonly days: number } | undefined;
  readonly encryption: DefaultEncryption;
  readonly lifecycle: readonly LifecycleRule[];
  readonly cors: readonly CorsRule[];
  readonly notifications: readonly NotificationRule[];
  /** `BucketOwnerEnforced`: no ACLs at all. */
  readonly aclsAllowed: boolean;
  readonly blockPublicPolicy: boolean;
}

/** A bucket with its configuration. */
export interface Bucket {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly config: BucketConfig;
  readonly policy: PolicyDocument | undefined;
}
