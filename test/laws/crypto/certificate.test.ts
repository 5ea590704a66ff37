import { X509Certificate, generateKeyPairSync, sign } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { certificate } from '../../../shared/standards/certificate/x509.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const spki = publicKey.export({ type: 'spki', format: 'der' });
const signed = async (bytes: Uint8Array) => sign('sha256', bytes, privateKey);

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
const host = fc
  .array(label, { minLength: 2, maxLength: 4 })
  .map((labels) => labels.join('.'))
  .filter((name) => name.length <= 253 && !/^[\d.]+$/.test(name));
const address = fc.ipV4();
const common = fc.string({
  minLength: 1,
  maxLength: 80,
  unit: fc.constantFrom('a', 'Z', '9', ' ', '-', '.'),
});
/** Seconds, from 1950, where two digits of a year begin, to the end of four. */
const second = fc.integer({ min: Date.UTC(1950, 0, 1) / 1000, max: Date.UTC(9999, 11, 31) / 1000 });
const serial = fc
  .uint8Array({ minLength: 1, maxLength: 19 })
  .filter((bytes) => bytes.some((byte) => byte !== 0));

test('a certificate says to another reader what was put into it, and is signed as a whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(host, address),
      common,
      second,
      second,
      serial,
      async (subject, issuer, from, until, number) => {
        const der = await certificate(
          {
            serial: number,
            issuer,
            subject,
            from: from * 1000,
            until: until * 1000,
            publicKey: spki,
            purpose: 'signs',
          },
          signed,
        );
        const read = new X509Certificate(der);
        expect(read.subjectAltName).toMatch(/^(DNS|IP Address):/);
        expect(read.subjectAltName?.replace(/^[^:]+:/, '')).toBe(subject);
        expect(read.validFromDate.getTime()).toBe(from * 1000);
        expect(read.validToDate.getTime()).toBe(until * 1000);
        expect(BigInt(`0x${read.serialNumber}`)).toBe(BigInt(`0x${Buffer.from(number).toString('hex')}`));
        expect(read.ca).toBe(false);
        expect(read.publicKey.equals(publicKey)).toBe(true);
        expect(read.verify(publicKey)).toBe(true);
        expect(read.raw.equals(der)).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});
