import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';
import type { Checksum, ChecksumName, ChecksumValue } from './checksums.ts';
import { CHECKSUMS, isChecksumName } from './checksums.ts';
import { AwsChunkedDecoder } from './aws-chunked.ts';
import type { Headers } from './headers.ts';
import { refusal } from './refusal.ts';

const PREFIX = 'x-amz-checksum-';
/** Header names under the same prefix that are not checksums. */
const NO_CHECKSUM = ['mode', 'algorithm', 'type'];

/** What a body turned out to be. */
export interface Measured {
  readonly size: number;
  /** MD5 in hex. */
  readonly md5: string;
  readonly checksum: ChecksumValue | undefined;
}

/** Measures a body as it passes, and compares it with everything its headers and trailers promised. */
export class BodyCheck extends Transform {
  readonly #headers: Headers;
  readonly #most: number;
  readonly #md5 = createHash('md5');
  readonly #sha256 = createHash('sha256');
  readonly #name: ChecksumName | undefined;
  readonly #checksum: Checksum | undefined;
  #size = 0;

  /** `most` bounds the body in bytes. */
  constructor(headers: Headers, most: number) {
    super();
    this.#headers = headers;
    this.#most = most;
    this.#name = checksumName(headers);
    this.#checksum = this.#name && CHECKSUMS[this.#name]();
    if (announcedSize(headers) > most) throw refusal('EntityTooLarge');
  }

  /** Decoder for the body's framing, or undefined when it is sent plain. */
  decoder(): AwsChunkedDecoder | undefined {
    const encoded = this.#headers['content-encoding']?.includes('aws-chunked') ?? false;
    const streaming = this.#headers['x-amz-content-sha256']?.startsWith('STREAMING-') ?? false;
    return encoded || streaming ? new AwsChunkedDecoder() : undefined;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#size += chunk.length;
    if (this.#size > this.#most) {
      done(refusal('EntityTooLarge'));
      return;
    }
    this.#md5.update(chunk);
    if (this.#promisedSha256 !== undefined) this.#sha256.update(chunk);
    this.#checksum?.update(chunk);
    done(null, chunk);
  }

  /** Compares; throws `IncompleteBody`, `XAmzContentSHA256Mismatch`, `InvalidDigest` or `BadDigest`. */
  finish(trailers: Readonly<Record<string, string>> = {}): Measured {
    const announced = announcedSize(this.#headers);
    if (announced !== -1 && announced !== this.#size) throw refusal('IncompleteBody');
    if (this.#promisedSha256 !== undefined && this.#sha256.digest('hex') !== this.#promisedSha256)
      throw refusal('XAmzContentSHA256Mismatch');
    const md5 = this.#md5.digest();
    const promised = this.#headers['content-md5'];
    if (promised !== undefined) {
      if (Buffer.from(promised, 'base64').length !== 16) throw refusal('InvalidDigest');
      if (promised !== md5.toString('base64')) throw refusal('BadDigest');
    }
    return { size: this.#size, md5: md5.toString('hex'), checksum: this.#finishChecksum(trailers) };
  }

  #finishChecksum(trailers: Readonly<Record<string, string>>): ChecksumValue | undefined {
    if (!this.#name || !this.#checksum) return undefined;
    const header = PREFIX + this.#name;
    const promised = this.#headers[header] ?? trailers[header];
    const value = this.#checksum.digest().toString('base64');
    if (promised === undefined && this.#headers['x-amz-trailer'] !== undefined)
      throw refusal('IncompleteBody');
    if (promised !== undefined && promised !== value) throw refusal('BadDigest');
    return { name: this.#name, value };
  }

  get #promisedSha256(): string | undefined {
    const value = this.#headers['x-amz-content-sha256'];
    return value !== undefined && /^[0-9a-f]{64}$/.test(value) ? value : undefined;
  }
}

/** Decoded size that the headers announce, or -1. */
export const announcedSize = (headers: Headers): number =>
  Number(headers['x-amz-decoded-content-length'] ?? headers['content-length'] ?? -1);

/** True when the headers promise a digest of the body, as object lock demands. */
export const promisesDigest = (headers: Headers): boolean =>
  headers['content-md5'] !== undefined || checksumName(headers) !== undefined;

/** The one checksum that the headers announce, in a header, a trailer, or by algorithm. */
export function checksumName(headers: Headers): ChecksumName | undefined {
  const announced = [
    ...Object.keys(headers).filter((name) => name.startsWith(PREFIX)),
    ...(headers['x-amz-trailer']?.toLowerCase().split(',') ?? []).map((name) => name.trim()),
  ].map((name) => name.slice(PREFIX.length));
  const algorithm = headers['x-amz-sdk-checksum-algorithm'] ?? headers['x-amz-checksum-algorithm'];
  const names = new Set(announced.filter((name) => !NO_CHECKSUM.includes(name)));
  if (names.size === 0 && algorithm !== undefined) names.add(algorithm.toLowerCase());
  const [name, second] = names;
  if (second !== undefined) throw refusal('InvalidRequest', 'more than one checksum');
  if (name === undefined) return undefined;
  if (!isChecksumName(name)) throw refusal('NotImplemented', `checksum ${name}`);
  return name;
}
