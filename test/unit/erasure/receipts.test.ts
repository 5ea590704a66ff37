import { generateKeyPairSync } from 'node:crypto';
import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kmsPublicKey } from '../../../shared/erasure/receipt/public-key.ts';
import { readReceipt } from '../../../shared/erasure/receipt/read-receipt.ts';
import type { SignedReceipt } from '../../../shared/erasure/receipt/receipt.ts';
import { kmsSign } from '../../../shared/erasure/receipt/sign-receipt.ts';
import { verifyReceipt } from '../../../shared/erasure/receipt/verify-receipt.ts';
import { canonicalJson } from '../../../shared/kernel/canonical-json.ts';
import { bench, type Bench } from '../../local/kms/setup.ts';
import { Scene, person } from './fixture.ts';

let scene: Scene;
let kms: Bench;
let signed: SignedReceipt;
beforeAll(async () => {
  kms = await bench();
  scene = await Scene.open();
  await scene.business('FR');
  const noor = await scene.create('contact', { name: 'Noor Haddad', email: 'noor@example.org' });
  const request = await scene.planned(person(noor));
  await expect(readReceipt(scene.workspace(), request.id)).rejects.toMatchObject({ code: 'not-found' });
  await scene.erase(request.id);
  signed = await readReceipt(scene.workspace(), request.id);
});
afterAll(async () => {
  await scene.close();
  await kms.remove();
});

type Change = (copy: {
  receipt: Record<string, unknown>;
  statement: Record<string, unknown>;
  signature: string;
}) => void;
function changed(change: Change): unknown {
  const copy = structuredClone(signed) as unknown as Parameters<Change>[0];
  change(copy);
  return copy;
}

describe('a receipt', () => {
  test('verifies with the public key as PEM and as DER', () => {
    const der = scene.keyPair.publicKey.export({ type: 'spki', format: 'der' });
    expect(verifyReceipt(signed, scene.publicKey()).valid).toBe(true);
    expect(verifyReceipt(signed, der).valid).toBe(true);
    expect(verifyReceipt(JSON.parse(JSON.stringify(signed)), der)).toEqual({ valid: true, reasons: [] });
  });

  const cases: [string, () => unknown, string][] = [
    [
      'a changed receipt',
      () =>
        changed((copy) => void ((copy.receipt['technical'] as Record<string, unknown>)['startedAt'] = 'x')),
      'the receipt is not the one that the statement is about',
    ],
    [
      'a changed statement',
      () => changed((copy) => void (copy.statement['at'] = '2020-01-01T00:00:00.000Z')),
      'the signature does not fit the statement and this key',
    ],
    [
      'a receipt of another tenant',
      () => changed((copy) => void (copy.receipt['tenant'] = 'X')),
      'receipt and statement differ in "tenant"',
    ],
    [
      'a statement that was added to',
      () => changed((copy) => void (copy.statement['note'] = 'x'.repeat(2000))),
      'the statement is larger than 1 KB',
    ],
    ['a missing signature', () => changed((copy) => void (copy.signature = '')), 'there is no signature'],
    ['no receipt at all', () => ['x'], 'this is not a receipt: receipt, statement and signature are needed'],
  ];
  test.each(cases)('%s is refused with its reason', (_, file, reason) => {
    const verdict = verifyReceipt(file(), scene.publicKey());
    expect(verdict.valid).toBe(false);
    expect(verdict.reasons).toContain(reason);
  });

  test('another key, a key of another kind and no key are refused with their reasons', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey;
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const pem = (key: typeof other) => key.export({ type: 'spki', format: 'pem' }).toString();
    expect(verifyReceipt(signed, pem(other)).reasons).toEqual([
      'the signature does not fit the statement and this key',
    ]);
    expect(verifyReceipt(signed, pem(rsa)).reasons).toEqual(['the public key is not on the curve P-256']);
    expect(verifyReceipt(signed, 'nothing').reasons).toEqual(['the public key cannot be read']);
  });

  test('signed by KMS it verifies offline', async () => {
    const { KeyMetadata } = await kms.client.send(
      new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
    );
    const arn = KeyMetadata?.Arn ?? '';
    const signature = await kmsSign(kms.client, arn)(Buffer.from(canonicalJson(signed.statement)));
    const file = { ...signed, signature: Buffer.from(signature).toString('base64') };
    expect(verifyReceipt(file, await kmsPublicKey(kms.client, arn)())).toEqual({ valid: true, reasons: [] });
    expect(verifyReceipt(file, scene.publicKey()).valid).toBe(false);
  });
});
