import { createHash, createPublicKey } from 'node:crypto';
import { DAY, type Now } from '../../kernel/time.ts';
import { certificate, certificationRequest, pem, type SignBytes } from './x509.ts';

/** What a certificate of the signing key is made from. */
export interface Signer {
  /** The host on which requests are received, hence the one that signs (OpenDSR 2.0, section 8.3). */
  readonly domain: string;
  /** The public half of the signing key, as PEM. */
  readonly publicKey: () => Promise<string>;
  readonly sign: SignBytes;
  readonly now: Now;
}

/** How often there is a new certificate, and how long one is valid: the last one outlives the next by two months. */
export const RENEWED = 30 * DAY;
const VALID = 90 * DAY;
/** Before the hour at which it is made, for clocks that are behind. */
const EARLIER = DAY;

const derOf = (publicKey: string) => createPublicKey(publicKey).export({ type: 'spki', format: 'der' });

/** A serial number of 16 bytes that belongs to what is certified, and is never zero. */
function serialOf(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  const serial = hash.digest().subarray(0, 16);
  serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
  return serial;
}

/**
 * The certificate that the key signs for itself, as PEM; the same one in every process until the next one is due, since
 * it is made of the key, the host and the calendar alone. One signature per process and certificate.
 */
export function ownCertificate({ domain, publicKey, sign, now }: Signer): () => Promise<string> {
  let held: { readonly from: number; readonly text: Promise<string> } | undefined;
  const make = async (from: number) => {
    const key = derOf(await publicKey());
    const content = {
      serial: serialOf(key, domain, String(from)),
      issuer: domain,
      subject: domain,
      from,
      until: from + VALID,
      publicKey: key,
      purpose: 'signs',
    } as const;
    return pem('CERTIFICATE', await certificate(content, sign));
  };
  return () => {
    const from = Math.floor(now() / RENEWED) * RENEWED - EARLIER;
    if (held?.from !== from) held = { from, text: make(from) };
    const { text } = held;
    text.catch(() => (held = undefined));
    return text;
  };
}

/** The request with which an authority certifies the same key, as PEM. */
export async function authorityRequest({ domain, publicKey, sign }: Signer): Promise<string> {
  const der = await certificationRequest(domain, derOf(await publicKey()), sign);
  return pem('CERTIFICATE REQUEST', der);
}
