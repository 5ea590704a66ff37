import type { KeyObject } from 'node:crypto';
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync } from 'node:crypto';
import type { Binding, OwnerKey, Workspace } from '../store/workspace.ts';
import { secretOf } from './owner-key.ts';
import { broken, sectionContext } from './section.ts';

/** Plain bytes per frame. */
export const FRAME = 64 * 1024;
const TAG = 16;
const SALT = 32;
const FORMAT = 1;
const HEADER = 1 + SALT;
const CIPHER = 'aes-256-gcm';

/** Bytes of a sealed file of `plain` bytes; known before sealing, as an upload needs it. */
export function sealedLength(plain: number): number {
  return HEADER + plain + TAG * Math.max(1, Math.ceil(plain / FRAME));
}

type Tenancy = Pick<Workspace, 'tenant' | 'random'>;

/** Every file is sealed under a key of its own, so that counters are nonces that never repeat (Hoang et al., STREAM). */
function fileKey(key: OwnerKey, salt: Uint8Array): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secretOf(key), salt, 'bailiwick frames 1', 32)));
}

/** Position and end are part of the nonce: reordered, doubled and truncated frames do not open. */
function nonceOf(position: number, last: boolean): Buffer {
  if (position > 0xffff_ffff) throw new RangeError('a file has at most 2^32 frames');
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(position, 7);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/** Cuts a stream into pieces of `size` bytes, the last one shorter or empty only when it is the sole one. */
async function* pieces(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ piece: Buffer; last: boolean }> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const chunk of source) {
    for (let from = 0; from < chunk.length;) {
      if (length === size) {
        yield { piece: Buffer.concat(held, length), last: false };
        held = [];
        length = 0;
      }
      const part = Buffer.from(chunk.subarray(from, from + size - length));
      held.push(part);
      length += part.length;
      from += part.length;
    }
  }
  yield { piece: Buffer.concat(held, length), last: true };
}

/**
 * Seals a file frame by frame in constant memory: format (1), salt (32), then frames of 64 KiB with their tags.
 * `binding` ties every frame to tenant, owner and file.
 */
export async function* sealFrames(
  tenancy: Tenancy,
  key: OwnerKey,
  binding: Binding,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const context = sectionContext(tenancy.tenant, binding);
  const salt = tenancy.random(SALT);
  const secret = fileKey(key, salt);
  yield Buffer.concat([Buffer.of(FORMAT), salt]);
  let position = 0;
  for await (const { piece, last } of pieces(source, FRAME)) {
    const cipher = createCipheriv(CIPHER, secret, nonceOf(position++, last), { authTagLength: TAG });
    cipher.setAAD(context);
    const text = cipher.update(piece);
    cipher.final();
    yield Buffer.concat([text, cipher.getAuthTag()]);
  }
}

function openFrame(secret: KeyObject, context: Buffer, nonce: Buffer, frame: Buffer): Buffer {
  if (frame.length < TAG) throw broken();
  try {
    const decipher = createDecipheriv(CIPHER, secret, nonce, { authTagLength: TAG });
    decipher.setAAD(context);
    decipher.setAuthTag(frame.subarray(frame.length - TAG));
    return Buffer.concat([decipher.update(frame.subarray(0, frame.length - TAG)), decipher.final()]);
  } catch {
    throw broken();
  }
}

/** Takes the first `size` bytes off a stream; the rest can be read on. */
async function head(
  source: AsyncIterable<Uint8Array>,
  size: number,
): Promise<{ taken: Buffer; rest: AsyncIterable<Uint8Array> }> {
  const reader = source[Symbol.asyncIterator]();
  let taken = Buffer.alloc(0);
  while (taken.length < size) {
    const next = await reader.next();
    if (next.done) break;
    taken = Buffer.concat([taken, next.value]);
  }
  const over = taken.subarray(size);
  async function* rest(): AsyncGenerator<Uint8Array> {
    try {
      yield over;
      for (let next = await reader.next(); !next.done; next = await reader.next()) yield next.value;
    } finally {
      await reader.return?.();
    }
  }
  return { taken: taken.subarray(0, size), rest: rest() };
}

/**
 * Opens a sealed file frame by frame. Each piece is authentic when it is handed out, the whole only when the
 * generator ends without an error: a truncated file fails at its end, so nothing may be committed before.
 */
export async function* openFrames(
  tenancy: Pick<Workspace, 'tenant'>,
  key: OwnerKey,
  binding: Binding,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const context = sectionContext(tenancy.tenant, binding);
  const { taken, rest } = await head(source, HEADER);
  if (taken.length < HEADER || taken[0] !== FORMAT) throw broken();
  const secret = fileKey(key, taken.subarray(1));
  let position = 0;
  for await (const { piece, last } of pieces(rest, FRAME + TAG)) {
    yield openFrame(secret, context, nonceOf(position++, last), piece);
  }
}
