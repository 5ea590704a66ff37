import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isLookupKind, normalForm, token } from '../../../shared/crypto/lookup-token.ts';
import type { LookupKind } from '../../../shared/catalogue/vocabulary.ts';
import type { KeyVault } from '../../../shared/store/workspace.ts';
import type { Bench } from '../../engine/bench.ts';
import { SOMEBODY, openBench } from '../../engine/bench.ts';

let bench: Bench;
let one: KeyVault;
let two: KeyVault;
beforeAll(async () => {
  bench = await openBench();
  one = bench.office.workspace(await bench.tenant(), SOMEBODY).vault;
  two = bench.office.workspace(await bench.tenant(), SOMEBODY).vault;
});
afterAll(() => bench.stop());

const ALIKE: readonly (readonly [LookupKind, string, string, string?])[] = [
  ['email', ' Ines.Albrecht@Example.ORG ', 'ines.albrecht@example.org'],
  ['email', 'tom\u0061\u0301s@example.com', 'tomás@example.com'],
  ['phone', '030 1234567', '+49301234567', 'DE'],
  ['phone', '+49 (30) 123-45 67', '+49301234567'],
  ['phone', '01 23 45 67 89', '+33123456789', 'FR'],
  ['phone', '0033 1 23 45 67 89', '+33123456789', 'DE'],
  ['name', '  Noor   HADDAD ', 'noor haddad'],
  ['name', 'Groß', 'gross'],
  ['number', ' inv-2027-001 ', 'INV-2027-001'],
];

const alike = ALIKE.map(([kind, value, normal, country]) => ({ kind, value, normal, country }));

test.each(alike)('part of ENC-04: $kind $value is looked up as $normal', async (row) => {
  const { kind, value, normal, country } = row;
  expect(normalForm(kind, value, country)).toBe(normal);
  expect(normalForm(kind, normal)).toBe(normal);
  expect(await one.lookupToken(kind, value, country)).toBe(await one.lookupToken(kind, normal));
});

test.each([
  ['email', 'nobody'],
  ['email', 'a b@example.org'],
  ['phone', '030 1234567'],
  ['phone', 'call me'],
  ['name', '   '],
  ['number', ''],
] as readonly [LookupKind, string][])('%s "%s" has no normal form, hence no token', async (kind, value) => {
  expect(normalForm(kind, value)).toBeUndefined();
  expect(await one.lookupToken(kind, value)).toBeUndefined();
});

test('a country that nobody has is as good as none', () => {
  expect(normalForm('phone', '030 1234567', 'XX')).toBeUndefined();
  expect(normalForm('phone', '+49301234567', 'XX')).toBe('+49301234567');
});

test('part of ENC-04: the same value gives unlike tokens in two tenants, two kinds and two uses', async () => {
  const value = 'ines@example.org';
  const tokens = [
    await one.lookupToken('email', value),
    await two.lookupToken('email', value),
    await one.lookupToken('name', value),
    await one.externalToken('email', value),
    await one.tombstoneToken('email', value),
    await two.tombstoneToken('email', value),
  ];
  expect(new Set(tokens).size).toBe(tokens.length);
  for (const made of tokens) expect(made).toMatch(/^[\w-]{32}$/);
  expect(await one.tombstoneToken('email', ' INES@example.org')).toBe(tokens[4]);
  expect(isLookupKind('external')).toBe(false);
});

test('members of a token keep their borders', () => {
  const key = createSecretKey(randomBytes(32));
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
      const made = token(key, 'lookup', [a, b + c]);
      expect(made === token(key, 'lookup', [a + b, c])).toBe(b === '');
    }),
  );
});

test('a cursor of one tenant is nothing to another', async () => {
  const sealed = await one.sealCursor('contacts', { sk: 'REC#1' }, bench.now() + 60_000);
  expect(await one.openCursor('contacts', sealed)).toEqual({ sk: 'REC#1' });
  expect(await two.openCursor('contacts', sealed)).toBeUndefined();
  bench.advance(60_000);
  expect(await one.openCursor('contacts', sealed)).toBeUndefined();
});
