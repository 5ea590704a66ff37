import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FORMAT, open, seal } from '../../../shared/crypto/section.ts';
import chosen from '../../vectors/wycheproof.json' with { type: 'json' };

interface Gcm {
  tcId: number;
  key: string;
  iv: string;
  aad: string;
  msg: string;
  ct: string;
  tag: string;
  result: string;
}
interface Mac {
  tcId: number;
  key: string;
  msg: string;
  tag: string;
  tagSize: number;
  result: string;
}
interface Hkdf {
  tcId: number;
  ikm: string;
  salt: string;
  info: string;
  size: number;
  okm: string;
  result: string;
}
interface Published<T> {
  testGroups: { keySize: number; ivSize: number; tagSize: number; tests: T[] }[];
}

/** The published files stand beside the project; a clone without them runs the chosen subset. */
function published<T>(name: string): Published<T>['testGroups'] {
  const file = new URL(`../../../../shared/data/vectors/wycheproof-${name}.json`, import.meta.url);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Published<T>).testGroups : [];
}

const hex = (text: string) => Buffer.from(text, 'hex');

/** Our layout around a published nonce, ciphertext and tag. */
function opens(vector: Gcm): string | undefined {
  const sealed = Buffer.concat([Buffer.of(FORMAT), hex(vector.iv), hex(vector.ct), hex(vector.tag)]);
  try {
    return open(createSecretKey(hex(vector.key)), hex(vector.aad), sealed).toString('hex');
  } catch {
    return undefined;
  }
}

test('part of ENC-03: published AES-256-GCM vectors open exactly when they are valid, and sealing gives their bytes', () => {
  const vectors: Gcm[] = [...chosen.aesGcm];
  for (const group of published<Gcm>('aes_gcm')) {
    if (group.keySize === 256 && group.ivSize === 96 && group.tagSize === 128) vectors.push(...group.tests);
  }
  for (const vector of vectors) {
    expect([vector.tcId, opens(vector)]).toEqual([
      vector.tcId,
      vector.result === 'valid' ? vector.msg : undefined,
    ]);
    if (vector.result !== 'valid') continue;
    const sealed = seal(createSecretKey(hex(vector.key)), hex(vector.aad), hex(vector.msg), () =>
      hex(vector.iv),
    );
    expect(sealed.subarray(13).toString('hex')).toBe(vector.ct + vector.tag);
  }
  console.info(`AES-256-GCM: ${vectors.length} published vectors`);
  expect(vectors.length).toBeGreaterThanOrEqual(28);
});

test('part of ENC-04: published HMAC-SHA-256 and HKDF-SHA-256 vectors hold for the primitives used', () => {
  const macs: Mac[] = [...chosen.hmacSha256];
  for (const group of published<Mac>('hmac_sha256')) {
    macs.push(...group.tests.map((vector) => ({ ...vector, tagSize: group.tagSize })));
  }
  for (const { key, msg, tag, tagSize, result } of macs) {
    const made = createHmac('sha256', createSecretKey(hex(key)))
      .update(hex(msg))
      .digest()
      .subarray(0, tagSize / 8);
    expect(made.toString('hex') === tag).toBe(result === 'valid');
  }
  const derivations: Hkdf[] = [...chosen.hkdfSha256];
  for (const group of published<Hkdf>('hkdf_sha256')) derivations.push(...group.tests);
  for (const { ikm, salt, info, size, okm, result } of derivations) {
    const derive = () =>
      Buffer.from(hkdfSync('sha256', hex(ikm), hex(salt), hex(info), size)).toString('hex');
    if (result === 'valid') expect(derive()).toBe(okm);
    else expect(derive).toThrow();
  }
  console.info(`HMAC-SHA-256: ${macs.length}, HKDF-SHA-256: ${derivations.length} published vectors`);
  expect(macs.length).toBeGreaterThanOrEqual(20);
});
