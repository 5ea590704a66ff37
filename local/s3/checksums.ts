import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A running checksum; `digest` may be called once. */
export interface Checksum {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

const CASTAGNOLI = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

function crc32Sum(): Checksum {
  let value = 0;
  return { update: (bytes) => void (value = crc32(bytes, value)), digest: () => uint32(value) };
}

/** CRC-32C (RFC 3720, appendix B.4), which node:zlib does not have. */
function crc32cSum(): Checksum {
  let value = 0xffffffff;
  return {
    update: (bytes) => {
      for (const byte of bytes) value = (CASTAGNOLI[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
    },
    digest: () => uint32(value ^ 0xffffffff),
  };
}

function hashSum(name: string): Checksum {
  const hash = createHash(name);
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
}

/** The checksums that S3 clients may choose, by the last part of their header `x-amz-checksum-…`. */
export const CHECKSUMS = {
  crc32: crc32Sum,
  crc32c: crc32cSum,
  sha1: () => hashSum('sha1'),
  sha256: () => hashSum('sha256'),
} as const;

/** The name of a checksum algorithm. */
export type ChecksumName = keyof typeof CHECKSUMS;

/** The element that names this checksum in XML: `ChecksumCRC32`. */
export const checksumElement = (name: ChecksumName): string => `Checksum${name.toUpperCase()}`;

/** True for the checksums of the table above. */
export const isChecksumName = (name: string): name is ChecksumName => Object.hasOwn(CHECKSUMS, name);

/** A checksum with its value in base64, `-N` appended when it is one over N part checksums. */
export interface ChecksumValue {
  readonly name: ChecksumName;
  readonly value: string;
}
