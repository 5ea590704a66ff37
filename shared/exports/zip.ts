import { createHash } from 'node:crypto';
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

/** One entry of a package as its list of contents states it. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Bytes of an archive at most: its format has 32 bits for them (no ZIP64). */
export const ARCHIVE_LIMIT = 4_000_000_000;
/** Entries of an archive at most: 16 bits. */
export const ENTRY_LIMIT = 60_000;

/** Writes a ZIP entry by entry in constant memory; what it has written is taken with `take`. */
export class ZipStream {
  readonly entries: ZipEntry[] = [];
  #made: Uint8Array[] = [];
  #total = 0;
  readonly #zip: Zip;
  readonly #mtime: number;

  /** `mtime` (epoch milliseconds) is the date of every entry. */
  constructor(mtime: number) {
    this.#mtime = mtime;
    this.#zip = new Zip((error, chunk) => {
      if (error) throw error;
      this.#total += chunk.length;
      if (this.#total > ARCHIVE_LIMIT) throw new RangeError('the package is too large');
      this.#made.push(chunk);
    });
  }

  /** Writes one entry; bytes that are compressed already are stored as they are. */
  async *entry(
    name: string,
    content: AsyncIterable<Uint8Array>,
    compress = true,
  ): AsyncGenerator<Uint8Array> {
    if (this.entries.length >= ENTRY_LIMIT) throw new RangeError('the package has too many entries');
    const file = compress ? new ZipDeflate(name, { level: 6 }) : new ZipPassThrough(name);
    file.mtime = this.#mtime;
    this.#zip.add(file);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of content) {
      hash.update(chunk);
      bytes += chunk.length;
      // The archive keeps what it is given; the source may use its buffer again.
      file.push(Uint8Array.from(chunk));
      yield* this.#take();
    }
    file.push(new Uint8Array(), true);
    this.entries.push({ name, bytes, sha256: hash.digest('hex') });
    yield* this.#take();
  }

  /** Ends the archive. */
  *end(): Generator<Uint8Array> {
    this.#zip.end();
    yield* this.#take();
  }

  #take(): Uint8Array[] {
    const made = this.#made;
    this.#made = [];
    return made;
  }
}
