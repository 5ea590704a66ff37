import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectLockRetention,
  ObjectOwnership,
  type BucketProps,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** Days for which a segment of the log cannot be deleted by anybody; segments hold commitments and opaque ids only. */
export const LEDGER_LOCK_DAYS = 365;
/** Days after which a replaced or deleted object is gone; below the 35 days that no copy of tenant data outlives. */
export const NONCURRENT_DAYS = 30;
/** Days for which a mail that could not be sealed waits: its clock runs, and a fault is mended within a week. */
export const UNSEALED_DAYS = 7;

/** The five buckets; what an object's stay in each of them is bound by. */
export class Buckets extends Construct {
  /** Uploads that are not sealed yet; the sealer empties it, the rule of one day is the net below. */
  readonly intake: Bucket;
  /** Mails as they arrive, of which nobody knows yet whose they are; emptied as soon as they are sealed. */
  readonly inbox: Bucket;
  /** Sealed objects. */
  readonly vault: Bucket;
  /** Packages waiting to be fetched once. */
  readonly handover: Bucket;
  /** Sealed segments of the log. */
  readonly ledger: Bucket;

  constructor(scope: Construct, id: string, key: IKey) {
    super(scope, id);
    const safe: BucketProps = {
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    const aborted = { abortIncompleteMultipartUploadAfter: Duration.days(1) };
    const oneDay = [{ id: 'one-day', expiration: Duration.days(1), ...aborted }];
    this.intake = new Bucket(this, 'Intake', { ...safe, versioned: false, lifecycleRules: oneDay });
    this.inbox = new Bucket(this, 'Inbox', {
      ...safe,
      versioned: false,
      lifecycleRules: [{ id: 'unsealed', expiration: Duration.days(UNSEALED_DAYS), ...aborted }],
    });
    this.handover = new Bucket(this, 'Handover', { ...safe, versioned: false, lifecycleRules: oneDay });
    this.vault = new Bucket(this, 'Vault', {
      ...safe,
      versioned: true,
      lifecycleRules: [
        {
          id: 'replaced',
          noncurrentVersionExpiration: Duration.days(NONCURRENT_DAYS),
          expiredObjectDeleteMarker: true,
          ...aborted,
        },
      ],
    });
    this.ledger = new Bucket(this, 'Ledger', {
      ...safe,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(LEDGER_LOCK_DAYS)),
      lifecycleRules: [{ id: 'aborted', ...aborted }],
    });
  }
}
