import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Blobs, Segment } from './blobs.ts';
import type { Measured } from './body-check.ts';
import { BodyCheck, announcedSize } from './body-check.ts';
import type { Headers } from './headers.ts';
import { refusal } from './refusal.ts';

/** A single PUT carries at most 5 GiB. */
export const MOST_IN_ONE_PUT = 5 * 1024 ** 3;

/** Bodies that are XML hold at most 1,000 keys of 1,024 bytes. */
const MOST_XML = 4 * 1024 ** 2;

/** Streams a body to a new file, checking what its headers promise; a refused body leaves no file. */
export async function receiveFile(
  stream: Readable,
  headers: Headers,
  blobs: Blobs,
  most = MOST_IN_ONE_PUT,
): Promise<Measured & { readonly segment: Segment }> {
  const check = new BodyCheck(headers, most);
  const { file, stream: target } = blobs.create();
  try {
    const measured = await flow(stream, check, target);
    return { ...measured, segment: { file, size: measured.size } };
  } catch (error) {
    await blobs.remove([file]);
    throw error;
  }
}

/** PUTs must say their length, plain or decoded. */
export function assertLength(headers: Headers): void {
  if (!Number.isInteger(announcedSize(headers)) || announcedSize(headers) < 0)
    throw refusal('MissingContentLength');
}

/** Reads a small body as text, checking what its headers promise. */
export async function receiveText(stream: Readable, headers: Headers): Promise<string> {
  const check = new BodyCheck(headers, MOST_XML);
  const chunks: Buffer[] = [];
  check.on('data', (chunk: Buffer) => chunks.push(chunk));
  await flow(stream, check);
  return Buffer.concat(chunks).toString('utf8');
}

async function flow(stream: Readable, check: BodyCheck, target?: Writable): Promise<Measured> {
  const decoder = check.decoder();
  const stages = [stream, ...(decoder ? [decoder] : []), check, ...(target ? [target] : [])];
  try {
    await pipeline(stages);
  } catch (error) {
    // A client that hangs up is not our failure.
    if (
      (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE' ||
      (error as Error).message === 'aborted'
    )
      throw refusal('IncompleteBody');
    throw error;
  }
  return check.finish(decoder?.trailers);
}
