import type { Place } from '../front/service.ts';
import type { Bucket } from './bucket.ts';
import type { Headers } from './headers.ts';
import { refusal } from './refusal.ts';
import type { Encryption } from './version.ts';

/** How a new object is encrypted: what its writer asks for, else the bucket's default. */
export function encryptionFor(headers: Headers, bucket: Bucket, place: Place): Encryption {
  const asked = headers['x-amz-server-side-encryption'];
  const askedKey = headers['x-amz-server-side-encryption-aws-kms-key-id'];
  const askedBucketKey = headers['x-amz-server-side-encryption-bucket-key-enabled'];
  const usual = bucket.config.encryption;
  const algorithm = asked ?? usual.algorithm;
  if (algorithm === 'AES256') {
    if (askedKey !== undefined) throw refusal('InvalidArgument', 'a KMS key needs aws:kms');
    return { algorithm };
  }
  if (algorithm !== 'aws:kms') throw refusal('NotImplemented', 'encryption algorithm');
  const key = askedKey ?? (usual.algorithm === 'aws:kms' ? usual.key : undefined);
  // AWS would take its own key `aws/s3`, which the local KMS does not have.
  if (key === undefined) throw refusal('NotImplemented', 'aws:kms without a key');
  const bucketKey =
    askedBucketKey === undefined
      ? usual.algorithm === 'aws:kms' && usual.bucketKey
      : askedBucketKey === 'true';
  return { algorithm, key: keyArn(key, place), bucketKey };
}

/** The ARN of a key that may be named by id, alias or ARN. */
export const keyArn = (key: string, place: Place): string => {
  if (key.startsWith('arn:')) return key;
  const kind = key.startsWith('alias/') ? '' : 'key/';
  return `arn:${place.partition}:kms:${place.region}:${place.account}:${kind}${key}`;
};

/** The headers by which answers show the encryption. */
export const encryptionHeaders = ({ algorithm, key, bucketKey }: Encryption): Record<string, string> => ({
  'x-amz-server-side-encryption': algorithm,
  ...(key !== undefined && { 'x-amz-server-side-encryption-aws-kms-key-id': key }),
  ...(bucketKey && { 'x-amz-server-side-encryption-bucket-key-enabled': 'true' }),
});
