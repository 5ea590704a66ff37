import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { hkdfSync } from 'node:crypto';
import type { Stack } from '../../journeys/fixture.ts';
import { itemsOf, objectsOf } from '../scanner/places.ts';
import { decipher, parts, type HeldKey } from './keys.ts';

/** Something sealed: a section of an item, or an object in frames. */
export interface Sealed {
  readonly where: string;
  readonly form: 'section' | 'frames';
  readonly bytes: Buffer;
}

/** What came of trying every key on it. */
export interface Tried {
  readonly sealed: Sealed;
  /** The item that the opening key came from, and what was read; absent when no key opens it. */
  readonly opened?: { readonly by: string; readonly plain: string };
}

function* binariesOf(value: AttributeValue, path: string): Generator<[string, Uint8Array]> {
  if (value.B) yield [path, value.B];
  for (const [at, bytes] of (value.BS ?? []).entries()) yield [`${path}/${at}`, bytes];
  for (const [at, member] of (value.L ?? []).entries()) yield* binariesOf(member, `${path}/${at}`);
  for (const [name, member] of Object.entries(value.M ?? {})) yield* binariesOf(member, `${path}/${name}`);
}

/** Every sealed section of the tables, and every version of every sealed object. */
export async function sealedIn(stack: Stack, tables: readonly string[]): Promise<Sealed[]> {
  const found: Sealed[] = [];
  for await (const { table, item } of itemsOf(stack)) {
    if (!tables.includes(table)) continue;
    for (const [name, value] of Object.entries(item))
      for (const [path, bytes] of binariesOf(value, name)) {
        const where = `${table} ${item['pk']?.S} ${item['sk']?.S} ${path}`;
        found.push({ where, form: 'section', bytes: Buffer.from(bytes) });
      }
  }
  for await (const { bucket, key, bytes } of objectsOf(stack))
    if (bytes[0] === 1 && bytes.length > HEADER)
      found.push({ where: `${bucket} ${key}`, form: 'frames', bytes });
  return found;
}

const HEADER = 33;
const FRAME = 64 * 1024;
const TAG = 16;

/** A JSON value that is more than a word; random bytes are none. */
function readable(plain: Buffer): string | undefined {
  if (!/^[{["]/.test(plain.subarray(0, 1).toString('latin1'))) return undefined;
  try {
    JSON.parse(plain.toString());
    return plain.toString();
  } catch {
    return undefined;
  }
}

function openSection(bytes: Buffer, { secret }: HeldKey): string | undefined {
  const found = parts(bytes);
  return found && readable(decipher(secret, found.nonce, found.text));
}

/** The first frame tells whether the key fits: text of some length is no accident, nor is the beginning of a known format. */
function openFrames(bytes: Buffer, { secret }: HeldKey): string | undefined {
  const fileKey = Buffer.from(
    hkdfSync('sha256', secret, bytes.subarray(1, HEADER), 'bailiwick frames 1', 32),
  );
  const nonce = Buffer.alloc(12);
  nonce[11] = bytes.length <= HEADER + FRAME + TAG ? 1 : 0;
  const frame = bytes.subarray(HEADER, Math.min(bytes.length, HEADER + FRAME + TAG));
  const plain = decipher(fileKey, nonce, frame.subarray(0, frame.length - TAG));
  const known = ['%PDF', 'PK\u0003\u0004', '\u0089PNG'].some(
    (mark) => plain.indexOf(mark, 0, 'latin1') === 0,
  );
  const text = new TextDecoder('utf-8');
  const decoded = text.decode(plain);
  return known || (plain.length >= 8 && !decoded.includes('\ufffd')) ? decoded : undefined;
}

/** Tries every key on everything sealed. */
export function openEverything(sealed: readonly Sealed[], keys: readonly HeldKey[]): Tried[] {
  return sealed.map((one) => {
    for (const key of keys) {
      const plain = one.form === 'frames' ? openFrames(one.bytes, key) : openSection(one.bytes, key);
      if (plain !== undefined) return { sealed: one, opened: { by: key.from, plain } };
    }
    return { sealed: one };
  });
}
