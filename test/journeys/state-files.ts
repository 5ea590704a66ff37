import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of a stack's state with its bytes. */
export interface StateFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Every file below a folder of the state. */
export function filesBelow(stateDir: string, folder = ''): StateFile[] {
  const root = join(stateDir, folder);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, bytes: readFileSync(path) }));
}

/** The ways in which a text may lie in bytes: as it is, in UTF-16, base64 at each offset, hex, percent-encoded, reversed. */
export function encodings(text: string): ReadonlyMap<string, Buffer> {
  const utf8 = Buffer.from(text, 'utf8');
  const base64 = [0, 1, 2].map((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), utf8]).toString('base64');
    // Letters that depend on what stands before and behind are left out.
    return shifted.slice(offset === 0 ? 0 : offset + 1, Math.floor(((utf8.length + offset) * 8) / 6) - 1);
  });
  return new Map([
    ['plain', utf8],
    ['lower case', Buffer.from(text.toLowerCase())],
    ['upper case', Buffer.from(text.toUpperCase())],
    ['utf-16', Buffer.from(text, 'utf16le')],
    ['hex', Buffer.from(utf8.toString('hex'))],
    ['HEX', Buffer.from(utf8.toString('hex').toUpperCase())],
    ['percent', Buffer.from(encodeURIComponent(text))],
    ['reversed', Buffer.from(utf8).reverse()],
    ...base64.map((part, offset) => [`base64 at ${offset}`, Buffer.from(part)] as const),
    ...base64.map(
      (part, offset) =>
        [`base64url at ${offset}`, Buffer.from(part.replaceAll('+', '-').replaceAll('/', '_'))] as const,
    ),
  ]);
}
