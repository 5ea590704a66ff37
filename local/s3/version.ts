import type { LockMode } from './bucket.ts';
import type { Segment } from './blobs.ts';
import type { ChecksumValue } from './checksums.ts';

/** How one version is encrypted. */
export interface Encryption {
  readonly algorithm: 'AES256' | 'aws:kms';
  /** KMS key as ARN. */
  readonly key?: string;
  readonly bucketKey?: boolean;
}

/** Object-lock state of one version. */
export interface Lock {
  readonly mode: LockMode | undefined;
  /** Epoch milliseconds. */
  readonly until: number | undefined;
  readonly legalHold: boolean;
}

/** What a writer decides about a version before its content has arrived. */
export interface Draft {
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly encryption: Encryption;
  readonly lock: Lock;
}

/** The content of a version. */
export interface Content {
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly checksum: ChecksumValue | undefined;
  readonly segments: readonly Segment[];
  readonly parts: number | undefined;
}

/** One version of an object, or a delete marker. */
export interface Version extends Draft, Content {
  readonly seq: number;
  readonly bucket: string;
  readonly key: string;
  /** `null` for objects of unversioned buckets. */
  readonly versionId: string;
  readonly latest: boolean;
  readonly marker: boolean;
  /** Epoch milliseconds. */
  readonly modified: number;
}

/** No lock at all. */
export const UNLOCKED: Lock = { mode: undefined, until: undefined, legalHold: false };

/** The draft and content of a delete marker. */
export const MARKER: Draft & Content = {
  headers: {},
  tags: {},
  encryption: { algorithm: 'AES256' },
  lock: UNLOCKED,
  size: 0,
  etag: '',
  checksum: undefined,
  segments: [],
  parts: undefined,
};
