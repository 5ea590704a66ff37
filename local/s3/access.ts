import type { AccessRequest, Principal, World } from '../front/service.ts';
import { AwsError } from '../front/service.ts';
import type { Bucket } from './bucket.ts';
import type { Encryption } from './version.ts';
import { refusal } from './refusal.ts';

/** Condition keys of one question. */
export type Conditions = Readonly<Record<string, string | readonly string[]>>;

/** Asks whether a caller may use a KMS key through S3; throws what KMS answers. */
export type ImpliedKms = (principal: Principal, action: string, keyArn: string, context: Conditions) => void;

/** Who asks, and how the request was signed. */
export interface Asker {
  readonly principal: Principal;
  /** Conditions that hold for every question of the request: `s3:authType`, `s3:signatureAge`, … */
  readonly conditions: Conditions;
}

/** Turns S3 calls into IAM questions, on objects, buckets and the keys that encrypt them. */
export class Access {
  readonly #world: World;
  readonly #kms: ImpliedKms;

  constructor(world: World, kms: ImpliedKms) {
    this.#world = world;
    this.#kms = kms;
  }

  bucketArn(bucket: Bucket): string {
    return `arn:${this.#world.place.partition}:s3:::${bucket.name}`;
  }

  objectArn(bucket: Bucket, key: string): string {
    return `${this.bucketArn(bucket)}/${key}`;
  }

  /** May the asker do `action` on the bucket? Throws `AccessDenied`. */
  bucket(asker: Asker, bucket: Bucket, action: string, conditions: Conditions = {}): void {
    this.#ask(asker, bucket, { action, resource: this.bucketArn(bucket) }, conditions);
  }

  /** May the asker do `action` on the object? Throws `AccessDenied`. */
  object(asker: Asker, bucket: Bucket, key: string, action: string, conditions: Conditions = {}): void {
    this.#ask(asker, bucket, { action, resource: this.objectArn(bucket, key) }, conditions);
  }

  /** A missing object is told only to those who may list the bucket; others hear `AccessDenied`. */
  missing(
    asker: Asker,
    bucket: Bucket,
    versionId: string | undefined,
    headers?: Record<string, string>,
  ): AwsError {
    try {
      this.bucket(asker, bucket, 's3:ListBucket');
      return refusal(versionId === undefined ? 'NoSuchKey' : 'NoSuchVersion', undefined, headers);
    } catch (error) {
      if (error instanceof AwsError) return error;
      throw error;
    }
  }

  /** The permission on the KMS key that a read or write of an encrypted object implies. */
  implied(
    asker: Asker,
    action: 'GenerateDataKey' | 'Decrypt',
    bucket: Bucket,
    key: string,
    encryption: Encryption,
  ): void {
    if (encryption.key === undefined) return;
    const arn = encryption.bucketKey ? this.bucketArn(bucket) : this.objectArn(bucket, key);
    try {
      this.#kms(asker.principal, `kms:${action}`, encryption.key, {
        'kms:ViaService': `s3.${this.#world.place.region}.amazonaws.com`,
        'kms:EncryptionContext:aws:s3:arn': arn,
        'kms:EncryptionContextKeys': ['aws:s3:arn'],
      });
    } catch (error) {
      throw translated(error, 'KMS.');
    }
  }

  #ask(
    asker: Asker,
    bucket: Bucket,
    request: Pick<AccessRequest, 'action' | 'resource'>,
    more: Conditions,
  ): void {
    const policy = bucket.policy && { resourcePolicy: bucket.policy, resourceRule: 'either' as const };
    try {
      this.#world.authorize(asker.principal, [
        { ...request, ...policy, context: { ...asker.conditions, ...more } },
      ]);
    } catch (error) {
      throw translated(error, '');
    }
  }
}

/** S3 says `AccessDenied` where others say `AccessDeniedException`, and puts `KMS.` before what KMS refused. */
function translated(error: unknown, prefix: string): unknown {
  if (!(error instanceof AwsError)) return error;
  if (error.code === 'AccessDeniedException') return new AwsError('AccessDenied', error.message, 403);
  return new AwsError(`${prefix}${error.code}`, error.message, 400);
}
