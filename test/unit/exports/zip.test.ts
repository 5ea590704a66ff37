import { createHash } from 'node:crypto';
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runningSha256, type HashState } from '../../../shared/exports/zip/running-sha256.ts';
import type { ZipRecord } from '../../../shared/exports/zip/zip-records.ts';
import { ZipStream, type ZipSettings } from '../../../shared/exports/zip/zip.ts';
import { readZip } from './zip-reader.ts';

const MTIME = new Date(2027, 2, 1, 9, 30, 8).getTime();

interface File {
  readonly name: string;
  readonly chunks: readonly Uint8Array[];
  readonly compress: boolean;
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** What a stream writes of some files, and whether it ends the archive with them. */
async function written(
  zip: ZipStream,
  files: readonly File[],
  earlier?: readonly ZipRecord[],
): Promise<Buffer> {
  const made: Uint8Array[] = [];
  for (const { name, chunks, compress } of files)
    for await (const chunk of zip.entry(name, each(chunks), compress)) made.push(chunk);
  if (earlier) for await (const chunk of zip.end(each([...earlier, ...zip.entries]))) made.push(chunk);
  return Buffer.concat(made);
}

/** A stream that goes on from a digest, or begins. */
const streamOf = async ({ from, ...settings }: Partial<ZipSettings> & { readonly from?: HashState } = {}) =>
  new ZipStream({ mtime: MTIME, hash: await runningSha256(from), ...settings });

const whole = async (files: readonly File[], settings: Partial<ZipSettings> = {}) =>
  written(await streamOf(settings), files, []);

/** The digest of nothing, as if it were one of so many bytes. */
const asIfOf = async (length: number): Promise<HashState> => ({ ...(await runningSha256()).state, length });

/** The same by the library that writes small archives. */
function byLibrary(files: readonly File[]): Buffer {
  const made: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    made.push(chunk);
  });
  for (const { name, chunks, compress } of files) {
    const file = compress ? new ZipDeflate(name, { level: 6 }) : new ZipPassThrough(name);
    file.mtime = MTIME;
    zip.add(file);
    for (const chunk of chunks) file.push(Uint8Array.from(chunk));
    file.push(new Uint8Array(), true);
  }
  zip.end();
  return Buffer.concat(made);
}

const files = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[\w/]{1,20}$/),
    chunks: fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }),
    compress: fc.boolean(),
  }),
  { selector: ({ name }) => name, maxLength: 6 },
);

const contentOf = ({ name, chunks }: File) => ({ name, content: Buffer.concat(chunks) });
const read = (bytes: Buffer, base?: number) =>
  readZip(bytes, base).map(({ name, content }) => ({ name, content: Buffer.from(content) }));

describe('an archive', () => {
  test('law: is what a widespread library writes, byte for byte, as long as it is small', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (some) => {
        expect((await whole(some)).equals(byLibrary(some))).toBe(true);
      }),
    );
    const text = Buffer.from(Array.from({ length: 40_000 }, (_, at) => `line ${at * 7}\n`).join(''));
    const chunks = [text.subarray(0, 70_000), text.subarray(70_000, 70_001), text.subarray(70_001)];
    const large = [{ name: 'grün.txt', chunks, compress: true }];
    expect((await whole(large)).equals(byLibrary(large))).toBe(true);
  });

  test('law: of entries, sizes and places beyond every limit is read back by a strict reader', async () => {
    const limits = fc.record({
      bytes: fc.integer({ min: 1, max: 1_500 }),
      entries: fc.integer({ min: 1, max: 7 }),
    });
    await fc.assert(
      fc.asyncProperty(files, limits, async (some, limit) => {
        const bytes = await whole(some, { limits: limit, wide: true });
        expect(read(bytes)).toEqual(some.map(contentOf));
        expect(readZip(bytes).every(({ wide }) => wide)).toBe(true);
      }),
    );
  });

  test('law: that is gone on with between any two entries is the same as one that is written at once', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.nat(6), async (some, at) => {
        const first = await streamOf();
        const begun = await written(first, some.slice(0, at));
        const [from, earlier] = JSON.parse(JSON.stringify([first.hash.state, first.entries])) as [
          typeof first.hash.state,
          ZipRecord[],
        ];
        const second = await streamOf({ from });
        const bytes = Buffer.concat([begun, await written(second, some.slice(at), earlier)]);
        expect(bytes.equals(await whole(some))).toBe(true);
        expect(second.hash.digest()).toBe(createHash('sha256').update(bytes).digest('hex'));
      }),
    );
  });

  test('of 65,535 entries and more is counted in 64 bits, one of 65,534 is not', async () => {
    // The reader follows the directory only: what it lists lies before the bytes that are given.
    const before = 64;
    for (const count of [65_534, 65_535, 65_536]) {
      const zip = await streamOf({ from: await asIfOf(before) });
      const entry = {
        name: 'a',
        method: 0,
        crc: 0,
        packed: 0,
        bytes: 0,
        offset: 0,
        sha256: '',
        wide: false,
      } as const;
      const made: Uint8Array[] = [];
      for await (const chunk of zip.end(each(Array<ZipRecord>(count).fill(entry)))) made.push(chunk);
      const bytes = Buffer.concat(made);
      expect(readZip(bytes, before)).toEqual([]);
      const [short, locator] = [bytes.readUInt16LE(bytes.length - 12), bytes.readUInt32LE(bytes.length - 42)];
      expect([short, locator === 0x0706_4b50]).toEqual([Math.min(count, 0xffff), count > 65_534]);
    }
  });

  test('whose entries begin beyond 4 GiB − 2 is read back from there', async () => {
    // What comes before is only counted.
    for (const length of [0xffff_ffff - 63, 5 * 2 ** 30]) {
      const from = await asIfOf(length);
      const zip = await streamOf({ from });
      const some = [
        { name: 'a', chunks: [Buffer.alloc(100, 'a')], compress: true },
        { name: 'b', chunks: [Buffer.alloc(100, 'b')], compress: false },
      ];
      const bytes = await written(zip, some, []);
      expect(read(bytes, from.length)).toEqual(some.map(contentOf));
      expect(bytes.readUInt32LE(bytes.length - 6)).toBe(0xffff_ffff);
    }
  });

  test('refuses an entry that outgrows the header before it, and says that it has to be written anew', async () => {
    const limits = { bytes: 1_000, entries: 0xffff };
    const of = (size: number) => [{ name: 'a', chunks: [Buffer.alloc(size)], compress: true }];
    expect(read(await whole(of(999), { limits }))).toEqual(of(999).map(contentOf));
    const zip = await streamOf({ limits });
    await expect(written(zip, of(1_000))).rejects.toThrow(RangeError);
    expect([zip.overflown, zip.entries]).toEqual([true, []]);
  });
});

describe('a digest that is gone on with', () => {
  test('law: is SHA-256, wherever it is put down and gone on with, and taking a digest changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), async (chunks) => {
        const plain = createHash('sha256');
        let hash = await runningSha256();
        for (const chunk of chunks) {
          plain.update(chunk);
          hash.update(chunk);
          hash.digest();
          hash = await runningSha256(JSON.parse(JSON.stringify(hash.state)) as HashState);
        }
        expect(hash.digest()).toBe(plain.digest('hex'));
      }),
    );
  });
});
