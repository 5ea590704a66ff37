import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { copyFile, link, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Writable } from 'node:stream';

/** One file of an object's content; multipart objects have several, in order. */
export interface Segment {
  readonly file: string;
  readonly size: number;
}

/** Contents as files with random names, readable by their owner only. */
export class Blobs {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  /** A new name and a stream that writes it through to the disk. */
  create(): { readonly file: string; readonly stream: Writable } {
    const file = randomBytes(16).toString('hex');
    const stream = createWriteStream(this.#path(file), {
      flags: 'wx',
      mode: 0o600,
      flush: true,
      highWaterMark: 1 << 18,
    });
    return { file, stream };
  }

  /** Bytes `first` to `last`, inclusive, across segments; never more than a buffer at a time. */
  read(segments: readonly Segment[], first: number, last: number): Readable {
    const path = (file: string) => this.#path(file);
    return Readable.from(
      (async function* () {
        let offset = 0;
        for (const { file, size } of segments) {
          const start = Math.max(0, first - offset);
          const end = Math.min(size - 1, last - offset);
          offset += size;
          if (size > 0 && start <= end)
            yield* createReadStream(path(file), { start, end, highWaterMark: 1 << 18 });
        }
      })(),
      { objectMode: false, highWaterMark: 1 << 18 },
    );
  }

  /** The same contents under new names; shares the bytes where the file system can. */
  async copy(segments: readonly Segment[]): Promise<Segment[]> {
    const copies: Segment[] = [];
    for (const { file, size } of segments) {
      const name = randomBytes(16).toString('hex');
      await link(this.#path(file), this.#path(name)).catch(() =>
        copyFile(this.#path(file), this.#path(name)),
      );
      copies.push({ file: name, size });
    }
    return copies;
  }

  async remove(files: Iterable<string>): Promise<void> {
    for (const file of files) await rm(this.#path(file), { force: true });
  }

  /** Removes files that no row names: uploads that a crash cut off, and deletions it left half done. */
  removeAllBut(known: ReadonlySet<string>): void {
    for (const file of readdirSync(this.#directory))
      if (!known.has(file)) rmSync(this.#path(file), { force: true });
  }

  #path(file: string): string {
    return join(this.#directory, file);
  }
}
