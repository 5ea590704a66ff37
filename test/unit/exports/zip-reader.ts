import { crc32, inflateRawSync } from 'node:zlib';

/** One entry as its directory tells, and its content. */
export interface ReadEntry {
  readonly name: string;
  readonly content: Buffer;
  /** True when its local header has the extension of ZIP64. */
  readonly wide: boolean;
}

const fault = (what: string) => new Error(`not a ZIP: ${what}`);

function sure(holds: boolean, what: string): void {
  if (!holds) throw fault(what);
}

/** The values of the ZIP64 extension. */
function extension(extra: Buffer): number[] {
  if (extra.length === 0) return [];
  sure(extra.readUInt16LE(0) === 1 && extra.readUInt16LE(2) === extra.length - 4, 'another extension');
  return Array.from({ length: (extra.length - 4) / 8 }, (_, at) => Number(extra.readBigUInt64LE(4 + at * 8)));
}

/** The end of the directory: 64 bits where 32 or 16 do not hold a value, and nowhere else when `exact`. */
function endOf(bytes: Buffer, at: (offset: number) => number) {
  const end = bytes.length - 22;
  sure(bytes.readUInt32LE(end) === 0x0605_4b50 && bytes.readUInt16LE(end + 20) === 0, 'no end');
  const short = {
    entries: bytes.readUInt16LE(end + 10),
    size: bytes.readUInt32LE(end + 12),
    offset: bytes.readUInt32LE(end + 16),
  };
  const over = short.entries === 0xffff || [short.size, short.offset].includes(0xffff_ffff);
  if (!over) return short;
  const locator = end - 20;
  sure(bytes.readUInt32LE(locator) === 0x0706_4b50 && bytes.readUInt32LE(locator + 16) === 1, 'no locator');
  const record = at(Number(bytes.readBigUInt64LE(locator + 8)));
  sure(bytes.readUInt32LE(record) === 0x0606_4b50, 'no ZIP64 end');
  sure(Number(bytes.readBigUInt64LE(record + 4)) === locator - record - 12, 'ZIP64 end of another size');
  const long = {
    entries: Number(bytes.readBigUInt64LE(record + 32)),
    size: Number(bytes.readBigUInt64LE(record + 40)),
    offset: Number(bytes.readBigUInt64LE(record + 48)),
  };
  sure(Number(bytes.readBigUInt64LE(record + 24)) === long.entries, 'several disks');
  sure(short.entries === 0xffff || short.entries === long.entries, 'two counts');
  sure(short.size === 0xffff_ffff || short.size === long.size, 'two sizes');
  sure(short.offset === 0xffff_ffff || short.offset === long.offset, 'two offsets');
  return long;
}

/**
 * Reads an archive strictly, as APPNOTE 6.3.10 has it: from its end through the directory to each entry, whose local header,
 * descriptor and checksum have to agree with it. `base`: bytes of the archive before those that are given.
 */
export function readZip(bytes: Buffer, base = 0): ReadEntry[] {
  const at = (offset: number) => offset - base;
  const end = endOf(bytes, at);
  const found: ReadEntry[] = [];
  let central = at(end.offset);
  for (let count = 0; count < end.entries; count++) {
    sure(bytes.readUInt32LE(central) === 0x0201_4b50, 'no central header');
    const [nameLength, extraLength] = [bytes.readUInt16LE(central + 28), bytes.readUInt16LE(central + 30)];
    const name = bytes.toString('utf8', central + 46, central + 46 + nameLength);
    const extra = extension(
      bytes.subarray(central + 46 + nameLength, central + 46 + nameLength + extraLength),
    );
    const [size = 0, packed = 0, offset = 0] = [24, 20, 42]
      .map((field) => bytes.readUInt32LE(central + field))
      .map((value) => (value === 0xffff_ffff ? (extra.shift() ?? Number.NaN) : value));
    sure(extra.length === 0, 'values that nothing asks for');
    const crc = bytes.readUInt32LE(central + 16);
    const local = at(offset);
    if (local >= 0) found.push(entryAt(bytes, local, { name, size, packed, crc }));
    central += 46 + nameLength + extraLength;
  }
  sure(central === at(end.offset + end.size), 'a directory of another size');
  return found;
}

function entryAt(
  bytes: Buffer,
  local: number,
  told: { readonly name: string; readonly size: number; readonly packed: number; readonly crc: number },
): ReadEntry {
  sure(bytes.readUInt32LE(local) === 0x0403_4b50, 'no local header');
  const [nameLength, extraLength] = [bytes.readUInt16LE(local + 26), bytes.readUInt16LE(local + 28)];
  sure(bytes.toString('utf8', local + 30, local + 30 + nameLength) === told.name, 'two names');
  sure((bytes.readUInt16LE(local + 6) & 8) === 8, 'no descriptor announced');
  const wide = extraLength > 0;
  sure(bytes.readUInt16LE(local + 4) === (wide ? 45 : 20), 'a version that does not fit');
  if (wide) {
    sure(
      extension(bytes.subarray(local + 30 + nameLength, local + 30 + nameLength + extraLength)).length === 2,
      'one size',
    );
    sure(
      bytes.readUInt32LE(local + 18) === 0xffff_ffff && bytes.readUInt32LE(local + 22) === 0xffff_ffff,
      'sizes',
    );
  }
  const begin = local + 30 + nameLength + extraLength;
  const descriptor = begin + told.packed;
  sure(bytes.readUInt32LE(descriptor) === 0x0807_4b50, 'no descriptor');
  sure(bytes.readUInt32LE(descriptor + 4) === told.crc, 'two checksums');
  const read = (field: number) =>
    wide
      ? Number(bytes.readBigUInt64LE(descriptor + 8 + field * 8))
      : bytes.readUInt32LE(descriptor + 8 + field * 4);
  sure(read(0) === told.packed && read(1) === told.size, 'two sizes');
  const packed = bytes.subarray(begin, descriptor);
  const content = bytes.readUInt16LE(local + 8) === 8 ? inflateRawSync(packed) : packed;
  sure(content.length === told.size && crc32(content) === told.crc, 'other content');
  return { name: told.name, content, wide };
}
