import { generateKeyPairSync, sign } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOUR } from '../../../shared/kernel/time.ts';
import { openEnvelope } from '../../../shared/standards/drp/envelope.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const verifyKey = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64');
const now = Date.UTC(2027, 2, 1);
const expected = { verifyKey, agent: 'AGENT', business: 'BUSINESS', now, longest: HOUR };
const claims = {
  'agent-id': 'AGENT',
  'business-id': 'BUSINESS',
  'issued-at': '2027-02-28T23:59:00Z',
  'expires-at': '2027-03-01T00:10:00Z',
};

function signed(wording: string): Buffer {
  const message = Buffer.from(JSON.stringify({ ...claims, wording }));
  return Buffer.concat([sign(null, message, privateKey), message]);
}
const refusal = (text: string) => {
  try {
    openEnvelope(text, expected);
    return 'accepted';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

test('a signed message is opened as it was signed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (wording) => {
      expect(openEnvelope(signed(wording).toString('base64'), expected)).toEqual({ ...claims, wording });
    }),
  );
});

test('any bit that is flipped, in the signature or in the message, is refused', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.nat(), (wording, at) => {
      const bytes = signed(wording);
      const bit = at % (bytes.length * 8);
      const byte = bytes[bit >> 3] ?? 0;
      bytes[bit >> 3] = byte ^ (1 << (bit & 7));
      expect(refusal(bytes.toString('base64'))).toBe('forbidden');
    }),
    { numRuns: 500 },
  );
});

test('any other text is refused, also one that decodes to the same bytes', () => {
  const text = signed('x').toString('base64');
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom('\n', ' ', '=', '-', '_', '.'), (at, more) => {
      expect(refusal(text.slice(0, at) + more + text.slice(at))).toBe('forbidden');
    }),
  );
  fc.assert(
    fc.property(fc.string(), (any) => {
      expect(refusal(any)).toBe('forbidden');
    }),
  );
});
