import { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { TenantId } from '../kernel/ids.ts';
import { newId } from '../kernel/ids.ts';
import type { Problem } from '../kernel/problems.ts';
import { isAllowedHost } from '../store/clients.ts';
import { failed, outcomeOf, unavailable } from '../store/retries.ts';
import type { BucketName, Buckets, Objects } from './objects.ts';

/** Bytes of one part of an upload; together with the queue of one, what an upload holds in memory. */
const PART = 8 * 1024 * 1024;

/**
 * Builds the way to the objects. `client` gives an S3 client of the tenant's session, `fresh` one of a session that
 * has just begun: an address outlives no session.
 */
export function createObjects(settings: {
  readonly buckets: Buckets;
  readonly client: (tenant: TenantId) => Promise<S3Client>;
  readonly fresh: (tenant: TenantId) => Promise<S3Client>;
}): Objects {
  const { buckets, client, fresh } = settings;
  return (tenant) => {
    const at = (bucket: BucketName, key: string) => {
      const Bucket = buckets[bucket];
      if (!Bucket) throw failed(new TypeError('this function has no such bucket'));
      // The session's policy says the same; this is the wall before it.
      if (!key.startsWith(`${tenant}/`)) throw failed(new TypeError('an object of another tenant'));
      return { Bucket, Key: key };
    };
    return {
      newKey: (random) => `${tenant}/${newId(random)}`,
      form: async (bucket, key, { least, most, seconds, redirect }) => {
        const made = await createPresignedPost(await fresh(tenant), {
          ...at(bucket, key),
          Conditions: [['content-length-range', least, most]],
          ...(redirect ? { Fields: { success_action_redirect: redirect } } : {}),
          Expires: seconds,
        }).catch(refuse);
        if (!isAllowedHost(new URL(made.url).hostname)) throw failed(new TypeError('outside the Union'));
        return made;
      },
      head: async (bucket, key) => {
        const sent = (await client(tenant)).send(new HeadObjectCommand(at(bucket, key)));
        const found = await sent.catch(absentOrRefuse);
        return found && { size: found.ContentLength ?? 0, tag: found.ETag ?? '' };
      },
      read: async (bucket, key, { from = 0, tag } = {}) => {
        const command = new GetObjectCommand({
          ...at(bucket, key),
          ...(from > 0 ? { Range: `bytes=${from}-` } : {}),
          ...(tag === undefined ? {} : { IfMatch: tag }),
        });
        const found = await (await client(tenant)).send(command).catch(absentOrRefuse);
        return found?.Body as AsyncIterable<Uint8Array> | undefined;
      },
      write: async (bucket, key, source, ContentType) => {
        const Body = Readable.from(source, { objectMode: false });
        const params = { ...at(bucket, key), Body, ContentType };
        const upload = new Upload({ client: await client(tenant), params, queueSize: 1, partSize: PART });
        await upload.done().catch(refuse);
      },
      remove: async (bucket, key) => {
        await (await client(tenant)).send(new DeleteObjectCommand(at(bucket, key))).catch(refuse);
      },
      link: async (bucket, key, { name, mediaType, seconds }) => {
        const command = new GetObjectCommand({
          ...at(bucket, key),
          ResponseContentDisposition: `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`,
          ResponseContentType: mediaType,
          ResponseCacheControl: 'no-store',
        });
        return getSignedUrl(await fresh(tenant), command, { expiresIn: seconds });
      },
    };
  };
}

function refuse(error: unknown): never {
  throw problemOf(error);
}

/** A problem of our own passes; anything of the service says its name only. */
function problemOf(error: unknown): Problem | Error {
  if (error instanceof Error && ['Problem', 'WriteRefusal'].includes(error.name)) return error;
  return outcomeOf(error) === 'final' ? failed(error) : unavailable('s3');
}

/** Without the right to list every name, S3 answers 403 for an object that does not exist. */
const ABSENT = [403, 404, 412, 416];

function absentOrRefuse(error: unknown): undefined {
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  const status = (metadata as { httpStatusCode?: number } | undefined)?.httpStatusCode ?? 0;
  if (!ABSENT.includes(status)) throw problemOf(error);
  return undefined;
}
