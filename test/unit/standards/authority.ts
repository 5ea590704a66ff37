import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { DAY } from '../../../shared/kernel/time.ts';
import { certificate, pem, type Purpose } from '../../../shared/standards/certificate/x509.ts';

/** A pair of keys as KMS would make it. */
export const rsaPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Signs with a private key what KMS signs in the product. */
export const signingWith = (key: KeyObject) => async (bytes: Uint8Array) => sign('sha256', bytes, key);

/** What of a certificate a test wants to be different. */
export interface Wanted {
  readonly from?: number;
  readonly until?: number;
  readonly purpose?: Purpose;
}

/** An authority that issues certificates. */
export interface Authority {
  readonly name: string;
  /** Its own certificate, PEM. */
  readonly pem: string;
  /** Certifies a key for a host, or as an authority below this one; PEM. */
  issue(subject: string, publicKey: KeyObject, wanted?: Wanted): Promise<string>;
}

/** Opens an authority at a moment (epoch milliseconds): one at the root, or below another one. */
export async function openAuthority(name: string, now: number, above?: Authority): Promise<Authority> {
  const { publicKey, privateKey } = rsaPair();
  const made = async (issuer: string, subject: string, key: KeyObject, wanted: Wanted) =>
    pem(
      'CERTIFICATE',
      await certificate(
        {
          serial: Buffer.concat([Buffer.of(1), randomBytes(8)]),
          issuer,
          subject,
          from: wanted.from ?? now - DAY,
          until: wanted.until ?? now + 30 * DAY,
          publicKey: key.export({ type: 'spki', format: 'der' }),
          purpose: wanted.purpose ?? 'signs',
        },
        signingWith(privateKey),
      ),
    );
  const issues = { purpose: 'issues' } as const;
  return {
    name,
    pem: await (above ? above.issue(name, publicKey, issues) : made(name, name, publicKey, issues)),
    issue: (subject, key, wanted = {}) => made(name, subject, key, wanted),
  };
}
