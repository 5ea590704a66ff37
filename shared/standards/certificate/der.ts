/**
 * The few elements of DER (ITU-T X.690) that a certificate is made of. Each function gives one whole element: tag,
 * length, content.
 */
export function element(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = bigEndian(length);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

function bigEndian(value: number): number[] {
  return value < 0x100 ? [value] : [...bigEndian(Math.floor(value / 0x100)), value % 0x100];
}

/** A sequence of elements. */
export const sequence = (...parts: readonly Uint8Array[]) => element(0x30, ...parts);
/** A set of one element: DER orders those of larger ones. */
export const setOf = (part: Uint8Array) => element(0x31, part);
/** Context-specific and constructed: `[0]` to `[30]`. */
export const tagged = (number: number, ...parts: readonly Uint8Array[]) => element(0xa0 | number, ...parts);
/** Bytes as they are. */
export const octets = (content: Uint8Array) => element(0x04, content);
/** Text. */
export const utf8 = (text: string) => element(0x0c, Buffer.from(text));
/** What is true; of what is not, DER says nothing. */
export const TRUE = element(0x01, Buffer.from([0xff]));
/** Nothing. */
export const NULL = element(0x05);

/** A number that is not negative, from its bytes in order: no needless zero before it, and none that is a sign. */
export function integer(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? Buffer.of(0) : bytes.subarray(first);
  return element(0x02, ...((digits[0] ?? 0) >= 0x80 ? [Buffer.of(0)] : []), digits);
}

/** Bits, of which the last byte leaves `unused`. */
export function bits(content: Uint8Array, unused = 0): Uint8Array {
  return element(0x03, Buffer.of(unused), content);
}

/** An object identifier, from its dotted form. */
export function oid(dotted: string): Uint8Array {
  const [root = 0, branch = 0, ...arcs] = dotted.split('.').map(Number);
  return element(0x06, Buffer.from([root * 40 + branch, ...arcs.flatMap(base128)]));
}

function base128(arc: number): number[] {
  const digits = [arc % 0x80];
  for (let rest = Math.floor(arc / 0x80); rest > 0; rest = Math.floor(rest / 0x80))
    digits.unshift(0x80 | (rest % 0x80));
  return digits;
}

/** A moment (epoch milliseconds), with two digits of the year until 2049 and four from 2050 on (RFC 5280, 4.1.2.5). */
export function moment(at: number): Uint8Array {
  const text = `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
  const short = at < Date.UTC(2050, 0, 1);
  return element(short ? 0x17 : 0x18, Buffer.from(short ? text.slice(2) : text));
}
