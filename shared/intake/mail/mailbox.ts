import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';

/** Prefix under which the receiving service stores mails; the rest of the name is its own id of the delivery. */
export const MAILS = 'mail/';

/** A mail that waits to be taken. */
export interface Waiting {
  readonly delivery: string;
  /** Epoch milliseconds. */
  readonly storedAt: number;
}

/** The bucket of mails that nobody has sealed yet. */
export interface Mailbox {
  /** Bytes of a mail; undefined when it was taken already. */
  size(delivery: string): Promise<number | undefined>;
  /** The first `most` bytes, or all of them. */
  read(delivery: string, most?: number): AsyncIterable<Uint8Array>;
  remove(delivery: string): Promise<void>;
  /** Up to a thousand mails. */
  waiting(): Promise<readonly Waiting[]>;
}

const isAbsent = (error: unknown) =>
  error instanceof Error && ['NotFound', 'NoSuchKey', '404'].includes(error.name);

/** The mailbox over the function's own right to the bucket: no mail is any tenant's before it is sealed. */
export function createMailbox(client: S3Client, bucket: string): Mailbox {
  const at = (delivery: string) => ({ Bucket: bucket, Key: `${MAILS}${delivery}` });
  return {
    size: async (delivery) => {
      try {
        return (await client.send(new HeadObjectCommand(at(delivery)))).ContentLength ?? 0;
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw error;
      }
    },
    async *read(delivery, most) {
      const range = most === undefined ? {} : { Range: `bytes=0-${most - 1}` };
      const { Body } = await client.send(new GetObjectCommand({ ...at(delivery), ...range }));
      yield* Body as AsyncIterable<Uint8Array>;
    },
    remove: async (delivery) => void (await client.send(new DeleteObjectCommand(at(delivery)))),
    waiting: async () => {
      const { Contents = [] } = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: MAILS }),
      );
      return Contents.flatMap(({ Key = '', LastModified }) => {
        const delivery = Key.slice(MAILS.length);
        return delivery ? [{ delivery, storedAt: LastModified?.getTime() ?? 0 }] : [];
      });
    },
  };
}
