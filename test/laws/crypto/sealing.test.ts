import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCursor, sealCursor } from '../../../shared/crypto/cursor.ts';
import { ownerKey, secretKey, secretOf } from '../../../shared/crypto/owner-key.ts';
import { SEAL_OVERHEAD, openJson, sealJson, sectionContext } from '../../../shared/crypto/section.ts';
import { unwrap, wrap } from '../../../shared/crypto/wrapping.ts';
import type { Json } from '../../../shared/kernel/canonical-json.ts';
import { newId, randomBytes as random } from '../../../shared/kernel/ids.ts';
import type { Binding } from '../../../shared/store/workspace.ts';

const key = createSecretKey(randomBytes(32));
const name = fc.string({ minLength: 1, maxLength: 30, unit: 'binary' });
const binding: fc.Arbitrary<Binding> = fc.record({
  owner: name,
  type: name,
  id: name,
  section: name,
  schema: fc.nat(99),
});
const json = fc.jsonValue() as fc.Arbitrary<Json>;

function outcome(work: () => unknown): string {
  try {
    return `opened ${JSON.stringify(work())}`;
  } catch (error) {
    return error instanceof Error ? `${error.name} ${error.message} ${String(error.cause)}` : 'not an error';
  }
}
const FAILURE = 'Problem internal seal.broken';

test('part of ENC-03: what is sealed opens to the same value, and costs at most 40 bytes more', () => {
  fc.assert(
    fc.property(name, binding, json, (tenant, to, value) => {
      const sealed = sealJson(key, sectionContext(tenant, to), value, random);
      expect(JSON.stringify(openJson(key, sectionContext(tenant, to), sealed))).toBe(JSON.stringify(value));
      expect(sealed.length - Buffer.byteLength(JSON.stringify(value))).toBe(SEAL_OVERHEAD);
      expect(SEAL_OVERHEAD).toBeLessThanOrEqual(40);
    }),
  );
});

test('part of ENC-03: one flipped bit, a shortened or a lengthened section fails, always in the same way', () => {
  fc.assert(
    fc.property(binding, json, fc.nat(), fc.nat(7), (to, value, at, bit) => {
      const context = sectionContext('tenant', to);
      const sealed = sealJson(key, context, value, random);
      const flipped = Buffer.from(sealed);
      const place = at % sealed.length;
      flipped[place] = (flipped[place] ?? 0) ^ (1 << bit);
      for (const forged of [
        flipped,
        sealed.subarray(0, place),
        Buffer.concat([sealed, Buffer.of(bit)]),
        Buffer.alloc(0),
      ]) {
        expect(outcome(() => openJson(key, context, forged))).toBe(FAILURE);
      }
    }),
  );
});

test('part of ENC-03: a section moved to another tenant, owner, type, record, section or schema does not open', () => {
  const members = ['tenant', 'owner', 'type', 'id', 'section', 'schema'] as const;
  fc.assert(
    fc.property(name, binding, name, fc.nat(99), json, (tenant, to, text, number, value) => {
      const sealed = sealJson(key, sectionContext(tenant, to), value, random);
      for (const member of members) {
        const moved = { tenant, ...to, [member]: member === 'schema' ? number : text };
        const same = moved[member] === { tenant, ...to }[member];
        const result = outcome(() => openJson(key, sectionContext(moved.tenant, moved), sealed));
        if (!same) expect(result).toBe(FAILURE);
      }
      // Two neighbouring members with the border moved are another binding.
      const shifted = { ...to, owner: to.owner + to.type, type: '' };
      expect(outcome(() => openJson(key, sectionContext(tenant, shifted), sealed))).toBe(FAILURE);
      expect(
        outcome(() => openJson(createSecretKey(randomBytes(32)), sectionContext(tenant, to), sealed)),
      ).toBe(FAILURE);
    }),
  );
});

test('a wrapped key opens only as the key that it was wrapped as', () => {
  fc.assert(
    fc.property(name, name, fc.uint8Array({ minLength: 32, maxLength: 32 }), (tenant, id, secret) => {
      const wrapped = wrap(key, [tenant, id, 'subject', 'v0001'], secret, random);
      const opened = unwrap(key, [tenant, id, 'subject', 'v0001'], wrapped);
      expect(opened.export().equals(Buffer.from(secret))).toBe(true);
      for (const other of [
        [`${tenant}x`, id, 'subject', 'v0001'],
        [tenant, `${id}x`, 'subject', 'v0001'],
        [tenant, id, 'kept', 'v0001'],
        [tenant, id, 'subject', 'v0002'],
      ] as const) {
        expect(outcome(() => unwrap(key, other, wrapped))).toBe(FAILURE);
      }
    }),
  );
});

test('a handle shows no secret, and a handle made elsewhere opens nothing', () => {
  const bytes = randomBytes(32);
  const handle = ownerKey(newId(), secretKey(bytes));
  expect(JSON.stringify(handle)).toBe(JSON.stringify({ id: handle.id }));
  expect(bytes.every((byte) => byte === 0)).toBe(true);
  expect(secretOf(handle).symmetricKeySize).toBe(32);
  expect(outcome(() => secretOf({ ...handle }))).toBe(FAILURE);
  expect(outcome(() => secretKey(Buffer.alloc(16)))).toBe(FAILURE);
});

test('a cursor comes back in its own scope, tenant and time, and as nothing else', () => {
  const expires = 1_000;
  fc.assert(
    fc.property(name, name, json, fc.nat(), (tenant, scope, value, at) => {
      const sealed = sealCursor(key, tenant, scope, { value, expires }, random);
      expect(JSON.stringify(openCursor(key, tenant, scope, sealed, expires - 1))).toBe(JSON.stringify(value));
      expect(openCursor(key, tenant, scope, sealed, expires)).toBeUndefined();
      expect(openCursor(key, `${tenant}x`, scope, sealed, 0)).toBeUndefined();
      expect(openCursor(key, tenant, `${scope}x`, sealed, 0)).toBeUndefined();
      const place = at % sealed.length;
      const other = sealed[place] === 'A' ? 'B' : 'A';
      const forged = sealed.slice(0, place) + other + sealed.slice(place + 1);
      expect(openCursor(key, tenant, scope, forged, 0)).toBeUndefined();
      expect(openCursor(key, tenant, scope, `${sealed}=`, 0)).toBeUndefined();
      expect(openCursor(key, tenant, scope, sealed.slice(0, place), 0)).toBeUndefined();
    }),
  );
});
