/** One entry as the directory at the end of an archive knows it. */
export interface ZipRecord {
  readonly name: string;
  /** 0: stored; 8: deflated (APPNOTE 4.4.5). */
  readonly method: 0 | 8;
  readonly crc: number;
  readonly packed: number;
  readonly bytes: number;
  /** Where its local header begins. */
  readonly offset: number;
  /** SHA-256 of its content, hexadecimal. */
  readonly sha256: string;
  /** True when its local header and descriptor have 64 bits for sizes. */
  readonly wide: boolean;
}

/** From which values on a field does not hold them: its greatest value says that ZIP64 has the real one. */
export interface ZipLimits {
  readonly bytes: number;
  readonly entries: number;
}

/** The limits of the format (APPNOTE 4.4.1.4). */
export const ZIP_LIMITS: ZipLimits = { bytes: 0xffff_ffff, entries: 0xffff };

const PLAIN = 20;
const ZIP64 = 45;
const ELSEWHERE = 0xffff_ffff;
/** Sizes follow the content, in a descriptor. */
const DESCRIBED = 0x0008;
const UTF8 = 0x0800;

/** Little-endian fields in the order of the specification. */
class Fields {
  readonly #parts: Buffer[] = [];

  short(...values: readonly number[]): this {
    return this.#add(values, 2, (part, value, at) => part.writeUInt16LE(value, at));
  }

  long(...values: readonly number[]): this {
    return this.#add(values, 4, (part, value, at) => part.writeUInt32LE(value, at));
  }

  double(...values: readonly number[]): this {
    return this.#add(values, 8, (part, value, at) => part.writeBigUInt64LE(BigInt(value), at));
  }

  bytes(part: Buffer): this {
    this.#parts.push(part);
    return this;
  }

  get whole(): Buffer {
    return Buffer.concat(this.#parts);
  }

  #add(
    values: readonly number[],
    size: number,
    write: (part: Buffer, value: number, at: number) => void,
  ): this {
    const part = Buffer.alloc(values.length * size);
    values.forEach((value, position) => write(part, value, position * size));
    return this.bytes(part);
  }
}

/** Date and time of MS-DOS in local time, two seconds exact, from 1980 on. */
function dosTime(milliseconds: number): number {
  const at = new Date(milliseconds);
  const day = ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate();
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1);
  return ((day << 16) | time) >>> 0;
}

/** The extended information of ZIP64 (APPNOTE 4.5.3); nothing for no values. */
const extended = (values: readonly number[]) =>
  values.length === 0 ? Buffer.alloc(0) : new Fields().short(1, values.length * 8).double(...values).whole;

/** What local and central header have in common, up to the date. */
function kind({ name, method }: Pick<ZipRecord, 'name' | 'method'>, wide: boolean, mtime: number): Fields {
  const flags = DESCRIBED | (Buffer.byteLength(name) === name.length ? 0 : UTF8);
  return new Fields().short(wide ? ZIP64 : PLAIN, flags, method).long(dosTime(mtime));
}

/** The header before an entry whose sizes are not known yet (APPNOTE 4.3.7). */
export function localHeader(entry: Pick<ZipRecord, 'name' | 'method' | 'wide'>, mtime: number): Buffer {
  const name = Buffer.from(entry.name);
  const extra = extended(entry.wide ? [0, 0] : []);
  const size = entry.wide ? ELSEWHERE : 0;
  return new Fields()
    .long(0x0403_4b50)
    .bytes(kind(entry, entry.wide, mtime).whole)
    .long(0, size, size)
    .short(name.length, extra.length)
    .bytes(name)
    .bytes(extra).whole;
}

/** What follows an entry's content (APPNOTE 4.3.9). */
export function descriptor({ crc, packed, bytes, wide }: Omit<ZipRecord, 'name'>): Buffer {
  const fields = new Fields().long(0x0807_4b50, crc);
  return (wide ? fields.double(packed, bytes) : fields.long(packed, bytes)).whole;
}

/** One entry of the directory (APPNOTE 4.3.12); what does not fit stands in the extension, in this order. */
export function centralHeader(entry: ZipRecord, mtime: number, limits: ZipLimits): Buffer {
  const name = Buffer.from(entry.name);
  const values = [entry.bytes, entry.packed, entry.offset];
  const over = values.filter((value) => value >= limits.bytes);
  const extra = extended(over);
  const [bytes = 0, packed = 0, offset = 0] = values.map((value) =>
    value >= limits.bytes ? ELSEWHERE : value,
  );
  const wide = entry.wide || over.length > 0;
  return new Fields()
    .long(0x0201_4b50)
    .short(PLAIN)
    .bytes(kind(entry, wide, mtime).whole)
    .long(entry.crc, packed, bytes)
    .short(name.length, extra.length, 0, 0, 0)
    .long(0, offset)
    .bytes(name)
    .bytes(extra).whole;
}

/** The end of an archive, with the records of ZIP64 before it when they are needed (APPNOTE 4.3.14 to 4.3.16). */
export function endRecords(
  directory: { readonly entries: number; readonly offset: number; readonly size: number },
  limits: ZipLimits,
): Buffer {
  const { entries, offset, size } = directory;
  const fields = new Fields();
  if (entries >= limits.entries || offset >= limits.bytes || size >= limits.bytes)
    fields
      .long(0x0606_4b50)
      .double(44)
      .short(ZIP64, ZIP64)
      .long(0, 0)
      .double(entries, entries, size, offset)
      .long(0x0706_4b50, 0)
      .double(offset + size)
      .long(1);
  const count = entries >= limits.entries ? 0xffff : entries;
  const most = (value: number) => (value >= limits.bytes ? ELSEWHERE : value);
  return fields.long(0x0605_4b50).short(0, 0, count, count).long(most(size), most(offset)).short(0).whole;
}
