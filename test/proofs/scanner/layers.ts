import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** Bytes that were found inside others. */
export interface Layer {
  readonly name: 'gzip' | 'zlib' | 'zip' | 'base64' | 'hex' | 'quoted lines' | 'JSON text';
  readonly bytes: Buffer;
}

const LIMIT = { maxOutputLength: 64 * 1024 * 1024 };
/** Shorter runs of letters and digits are words. */
const RUN = /[A-Za-z0-9+/_-]{16,}={0,2}/g;
const HEX = /(?:[0-9a-fA-F]{2}){12,}/g;
const SOFT_BREAK = /=\r?\n/g;
const ESCAPE = /\\(["\\/bfnrt]|u[0-9a-fA-F]{4})/g;
const CONTROLS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const SEPARATOR = Buffer.of(10);

function attempt(inflate: () => Buffer): Buffer[] {
  try {
    return [inflate()];
  } catch {
    return [];
  }
}

function* positions(bytes: Buffer, mark: Buffer): Generator<number> {
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) yield at;
}

const GZIP = Buffer.of(0x1f, 0x8b, 0x08);
const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');
const ZLIB = [0x01, 0x5e, 0x9c, 0xda];

/** Entries of every ZIP file inside, from their local headers, so that a cut-off file shows what it holds. */
function* zipped(bytes: Buffer): Generator<Layer> {
  for (const at of positions(bytes, ZIP)) {
    if (at + 30 > bytes.length) continue;
    const method = bytes.readUInt16LE(at + 8);
    const size = bytes.readUInt32LE(at + 18);
    const names = bytes.readUInt16LE(at + 26);
    const start = at + 30 + names + bytes.readUInt16LE(at + 28);
    yield { name: 'zip', bytes: bytes.subarray(at + 30, at + 30 + names) };
    // A size of zero stands for one that follows the data.
    const content = size > 0 ? bytes.subarray(start, start + size) : bytes.subarray(start);
    if (method === 0 && size > 0) yield { name: 'zip', bytes: content };
    if (method === 8)
      for (const inflated of attempt(() => inflateRawSync(content, LIMIT)))
        yield { name: 'zip', bytes: inflated };
  }
}

/** What lies inside some bytes, one layer down. */
export function* layersIn(bytes: Buffer): Generator<Layer> {
  for (const at of positions(bytes, GZIP))
    for (const inflated of attempt(() => gunzipSync(bytes.subarray(at), LIMIT)))
      yield { name: 'gzip', bytes: inflated };
  if (bytes[0] === 0x78 && ZLIB.includes(bytes[1] ?? 0))
    for (const inflated of attempt(() => inflateSync(bytes, LIMIT))) yield { name: 'zlib', bytes: inflated };
  yield* zipped(bytes);
  const text = bytes.toString('latin1');
  // All runs of one piece together: most of them are ids, and a layer of its own for each would cost minutes.
  const decoded = [...text.matchAll(RUN)].flatMap(([run]) => [Buffer.from(run, 'base64'), SEPARATOR]);
  if (decoded.length > 0) yield { name: 'base64', bytes: Buffer.concat(decoded) };
  const digits = [...text.matchAll(HEX)].flatMap(([run]) => [Buffer.from(run, 'hex'), SEPARATOR]);
  if (digits.length > 0) yield { name: 'hex', bytes: Buffer.concat(digits) };
  if (text.search(SOFT_BREAK) >= 0)
    yield { name: 'quoted lines', bytes: Buffer.from(text.replaceAll(SOFT_BREAK, ''), 'latin1') };
  if (text.search(ESCAPE) >= 0) yield { name: 'JSON text', bytes: unescaped(text) };
}

/** Text within a JSON text, as it is when a document is a member of another one. */
function unescaped(text: string): Buffer {
  const plain = text.replaceAll(ESCAPE, (_, sign: string) =>
    sign.length > 1
      ? Buffer.from(String.fromCharCode(Number.parseInt(sign.slice(1), 16))).toString('latin1')
      : (CONTROLS[sign] ?? sign),
  );
  return Buffer.from(plain, 'latin1');
}
