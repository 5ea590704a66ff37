import type { RandomBytes, TenantId } from '../kernel/ids.ts';

/** The buckets that a tenant's objects can be in. */
export type BucketName = 'intake' | 'vault' | 'handover';

/** Names of the buckets as deployed; a function knows those that it needs. */
export type Buckets = Readonly<Partial<Record<BucketName, string>>>;

/** A form that a browser or client posts a file with, straight to the bucket. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What is known about a stored object; the tag changes with every replacement. */
export interface StoredObject {
  readonly size: number;
  readonly tag: string;
}

/** Objects of one tenant; every key begins with the tenant's id, and the session may reach no other one. */
export interface TenantObjects {
  /** A key that says nothing about what it holds. */
  newKey(random: RandomBytes): string;
  /** A form for one upload of `least` to `most` bytes that has to begin within `seconds`, and leads on to `redirect`. */
  form(
    bucket: BucketName,
    key: string,
    bounds: { least: number; most: number; seconds: number; redirect?: string },
  ): Promise<UploadForm>;
  /** Undefined when there is no such object. */
  head(bucket: BucketName, key: string): Promise<StoredObject | undefined>;
  /** Reads bytes from `from` on; undefined when there is no such object, or it was replaced since `tag`. */
  read(
    bucket: BucketName,
    key: string,
    options?: { readonly from?: number; readonly tag?: string },
  ): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Stores a stream part by part; when the source fails, nothing is stored. */
  write(bucket: BucketName, key: string, source: AsyncIterable<Uint8Array>, mediaType: string): Promise<void>;
  remove(bucket: BucketName, key: string): Promise<void>;
  /** An address to fetch the object from, as an attachment of that file name, for `seconds`. */
  link(
    bucket: BucketName,
    key: string,
    as: { name: string; mediaType: string; seconds: number },
  ): Promise<string>;
}

/** Where the objects of a tenant are found: one per process. */
export type Objects = (tenant: TenantId) => TenantObjects;
