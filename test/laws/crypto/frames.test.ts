import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FRAME, openFrames, sealFrames, sealedLength } from '../../../shared/crypto/frames.ts';
import { ownerKey, secretKey } from '../../../shared/crypto/owner-key.ts';
import type { TenantId } from '../../../shared/kernel/ids.ts';
import { newId, randomBytes as random } from '../../../shared/kernel/ids.ts';
import type { Binding } from '../../../shared/store/workspace.ts';

const tenancy = { tenant: newId() as string as TenantId, random };
const key = ownerKey(newId(), secretKey(randomBytes(32)));
const binding: Binding = { owner: key.id, type: 'file', id: 'N1', section: 'content', schema: 1 };
const SEALED_FRAME = FRAME + 16;
const HEADER = 33;

async function* chunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let from = 0, turn = 0; from < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(from, from + size);
    from += size;
  }
}

async function collected(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

const whole = [1 << 30];
const sealed = (bytes: Uint8Array, sizes: readonly number[] = whole) =>
  collected(sealFrames(tenancy, key, binding, chunks(bytes, sizes)));
const opened = (bytes: Uint8Array, sizes: readonly number[] = whole, to = binding, by = tenancy) =>
  collected(openFrames(by, key, to, chunks(bytes, sizes)));
const fails = (bytes: Uint8Array, to = binding, by = tenancy) =>
  expect(opened(bytes, whole, to, by)).rejects.toThrowError('internal');

const length = fc.oneof(fc.nat(300), fc.constantFrom(FRAME - 1, FRAME, FRAME + 1, 2 * FRAME, 3 * FRAME + 7));
const sizes = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 4 });

test('a file opens to the same bytes however the stream is cut, and its sealed length is known before', async () => {
  await fc.assert(
    fc.asyncProperty(length, sizes, sizes, async (size, cut, cutAgain) => {
      // A one-byte cut of a large file only costs time.
      const least = size > 1000 ? 997 : 1;
      const bytes = randomBytes(size);
      const at = (one: readonly number[]) => one.map((part) => Math.max(part, least));
      const file = await sealed(bytes, at(cut));
      expect(file.length).toBe(sealedLength(size));
      expect((await opened(file, at(cutAgain))).equals(bytes)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('a flipped bit anywhere fails', async () => {
  const file = await sealed(randomBytes(FRAME + 500));
  await fc.assert(
    fc.asyncProperty(fc.nat(file.length - 1), fc.nat(7), async (place, bit) => {
      const forged = Buffer.from(file);
      forged[place] = (forged[place] ?? 0) ^ (1 << bit);
      await fails(forged);
    }),
    { numRuns: 30 },
  );
});

test('truncated, reordered, doubled, dropped and appended frames fail', async () => {
  const file = await sealed(randomBytes(3 * FRAME));
  const header = file.subarray(0, HEADER);
  const frames = [0, 1, 2].map((n) =>
    file.subarray(HEADER + n * SEALED_FRAME, HEADER + (n + 1) * SEALED_FRAME),
  );
  const join = (...order: readonly number[]) =>
    Buffer.concat([header, ...order.map((n) => frames[n] ?? Buffer.alloc(0))]);
  expect((await opened(join(0, 1, 2))).length).toBe(3 * FRAME);
  for (const order of [[0, 1], [0], [], [1, 0, 2], [0, 0, 1, 2], [0, 2], [0, 1, 2, 2], [2], [0, 1, 2, 0]]) {
    await fails(join(...order));
  }
  await fails(file.subarray(0, file.length - 1));
  await fails(file.subarray(0, HEADER - 1));
  await fails(Buffer.alloc(0));
});

test('a frame of another file under the same key does not open in this one', async () => {
  const [one, two] = await Promise.all([sealed(randomBytes(100)), sealed(randomBytes(100))]);
  await fails(Buffer.concat([one.subarray(0, HEADER), two.subarray(HEADER)]));
});

test('a file moved to another tenant, owner or id does not open', async () => {
  const file = await sealed(Buffer.from('Noor Haddad'));
  await fails(file, { ...binding, id: 'N2' });
  await fails(file, { ...binding, owner: newId() });
  await fails(file, binding, { ...tenancy, tenant: newId() as string as TenantId });
  expect((await opened(file)).toString()).toBe('Noor Haddad');
});

test('an empty file is one frame, so that its absence is noticed', async () => {
  const file = await sealed(Buffer.alloc(0));
  expect(file.length).toBe(HEADER + 16);
  expect(await opened(file)).toHaveLength(0);
});

test('sealing holds no more than a few frames of a large stream at a time', async () => {
  let taken = 0;
  let given = 0;
  let most = 0;
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let turn = 0; turn < 64; turn++) {
      taken += FRAME;
      most = Math.max(most, taken - given);
      yield Buffer.alloc(FRAME, turn);
    }
  }
  const stream = openFrames(tenancy, key, binding, sealFrames(tenancy, key, binding, source()));
  for await (const piece of stream) given += piece.length;
  expect(given).toBe(64 * FRAME);
  expect(most).toBeLessThanOrEqual(4 * FRAME);
});
