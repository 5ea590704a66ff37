import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { TenantId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { failed, outcomeOf, unavailable } from '../store/retries.ts';
import type { ObjectStore } from './scene.ts';

/** Names of the buckets: only the vault has versions. */
export interface ErasedBuckets {
  readonly vault: string;
  readonly unversioned: readonly string[];
}

function refuse(error: unknown): never {
  throw outcomeOf(error) === 'final' ? failed(error) : unavailable('s3');
}

interface Version {
  readonly Key: string;
  readonly VersionId: string;
}

/** Every version and delete marker of one key; a prefix also lists longer keys, which are somebody else's. */
async function versionsOf(client: S3Client, Bucket: string, key: string): Promise<Version[]> {
  const found: Version[] = [];
  let marker: { KeyMarker?: string; VersionIdMarker?: string } = {};
  for (;;) {
    const page = await client
      .send(new ListObjectVersionsCommand({ Bucket, Prefix: key, ...marker }))
      .catch(refuse);
    for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])])
      if (Key === key && VersionId) found.push({ Key, VersionId });
    if (!page.IsTruncated) return found;
    marker = {
      ...(page.NextKeyMarker ? { KeyMarker: page.NextKeyMarker } : {}),
      ...(page.NextVersionIdMarker ? { VersionIdMarker: page.NextVersionIdMarker } : {}),
    };
  }
}

/** Keys of one DeleteObjects call (limit of S3). */
const TOGETHER = 1_000;

/** The stored bytes of one tenant under the eraser's session: nothing of an object stays behind, no version and no marker. */
export function eraserObjects(tenant: TenantId, client: S3Client, buckets: ErasedBuckets): ObjectStore {
  return {
    deleteAll: async (objectKey) => {
      if (!objectKey.startsWith(`${tenant}/`)) throw new Problem('internal');
      const versions = await versionsOf(client, buckets.vault, objectKey);
      for (let from = 0; from < versions.length; from += TOGETHER) {
        const Objects = versions.slice(from, from + TOGETHER);
        const command = new DeleteObjectsCommand({ Bucket: buckets.vault, Delete: { Objects, Quiet: true } });
        const { Errors = [] } = await client.send(command).catch(refuse);
        if (Errors.length > 0) throw unavailable('s3');
      }
      // An upload that was never sealed, or a package; deleting what is not there succeeds.
      for (const Bucket of buckets.unversioned)
        await client.send(new DeleteObjectCommand({ Bucket, Key: objectKey })).catch(refuse);
      return versions.length;
    },
  };
}
