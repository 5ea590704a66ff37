import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Deflate } from 'fflate';
import type { RunningSha256 } from './running-sha256.ts';
import {
  centralHeader,
  descriptor,
  endRecords,
  localHeader,
  ZIP_LIMITS,
  type ZipLimits,
  type ZipRecord,
} from './zip-records.ts';

/** What an archive is written with. */
export interface ZipSettings {
  /** Date of every entry, epoch milliseconds. */
  readonly mtime: number;
  /** The digest of what was written before, which goes on. */
  readonly hash: RunningSha256;
  /** True when entries may be of any size; the header before an entry has to say so. */
  readonly wide?: boolean;
  readonly limits?: ZipLimits | undefined;
}

/** Writes a ZIP entry by entry in constant memory; one that was begun by another process goes on between two entries. */
export class ZipStream {
  /** The entries that were written here. */
  readonly entries: ZipRecord[] = [];
  /** True once an entry has grown beyond what its header allows: it has to be written anew, `wide`. */
  overflown = false;
  /** True once the directory is written. */
  ended = false;
  /** The digest of the whole archive so far, and with it its length. */
  readonly hash: RunningSha256;
  readonly #mtime: number;
  readonly #wide: boolean;
  readonly #limits: ZipLimits;

  constructor({ mtime, hash, wide = false, limits = ZIP_LIMITS }: ZipSettings) {
    this.hash = hash;
    this.#mtime = mtime;
    this.#wide = wide;
    this.#limits = limits;
  }

  /** Writes one entry; bytes that are compressed already are stored as they are. `RangeError` when `overflown`. */
  async *entry(
    name: string,
    content: AsyncIterable<Uint8Array>,
    compress = true,
  ): AsyncGenerator<Uint8Array> {
    const offset = this.hash.length;
    const entry = { name, method: compress ? 8 : 0, wide: this.#wide } as const;
    yield this.#written(localHeader(entry, this.#mtime));
    const begin = this.hash.length;
    const hash = createHash('sha256');
    let crc = 0;
    let bytes = 0;
    for await (const packed of packing(content, compress, (chunk) => {
      hash.update(chunk);
      crc = crc32(chunk, crc);
      bytes += chunk.length;
    })) {
      yield this.#written(packed);
      if (Math.max(bytes, this.hash.length - begin) < this.#limits.bytes || this.#wide) continue;
      this.overflown = true;
      throw new RangeError('an entry is too large for its header');
    }
    const sizes = { crc, packed: this.hash.length - begin, bytes };
    const made: ZipRecord = { ...entry, ...sizes, offset, sha256: hash.digest('hex') };
    yield this.#written(descriptor(made));
    this.entries.push(made);
  }

  /** Ends the archive with the directory of all its entries, in their order. */
  async *end(entries: AsyncIterable<ZipRecord>): AsyncGenerator<Uint8Array> {
    const offset = this.hash.length;
    let count = 0;
    for await (const entry of entries) {
      yield this.#written(centralHeader(entry, this.#mtime, this.#limits));
      count += 1;
    }
    const size = this.hash.length - offset;
    yield this.#written(endRecords({ entries: count, offset, size }, this.#limits));
    this.ended = true;
  }

  #written(chunk: Uint8Array): Uint8Array {
    this.hash.update(chunk);
    return chunk;
  }
}

/** The content as it stands in the archive; `look` sees each chunk before. */
async function* packing(
  content: AsyncIterable<Uint8Array>,
  compress: boolean,
  look: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const made: Uint8Array[] = [];
  const deflate = compress ? new Deflate({ level: 6 }, (chunk) => made.push(chunk)) : undefined;
  for await (const chunk of content) {
    look(chunk);
    if (deflate) deflate.push(chunk);
    else made.push(chunk);
    yield* made.splice(0);
  }
  deflate?.push(new Uint8Array(), true);
  yield* made;
}
