import { isIPv4 } from 'node:net';
import {
  NULL,
  TRUE,
  bits,
  element,
  integer,
  moment,
  octets,
  oid,
  sequence,
  setOf,
  tagged,
  utf8,
} from './der.ts';

/** Signs bytes: the bytes of an RSA signature over their SHA-256 digest (PKCS #1, version 1.5). */
export type SignBytes = (bytes: Uint8Array) => Promise<Uint8Array>;

/** Characters that a common name may have (X.520, ub-common-name). */
const LONGEST_NAME = 64;

const SHA256_WITH_RSA = sequence(oid('1.2.840.113549.1.1.11'), NULL);

/** A name of one part; one that is too long is cut, since it is the alternative name that is compared (RFC 9525). */
function named(common: string): Uint8Array {
  return sequence(setOf(sequence(oid('2.5.4.3'), utf8(common.slice(0, LONGEST_NAME)))));
}

/** An extension, from its identifier and the element in it. */
function extension(id: string, critical: boolean, value: Uint8Array): Uint8Array {
  return sequence(oid(id), ...(critical ? [TRUE] : []), octets(value));
}

/** What the key may be used for (RFC 5280, 4.2.1.3): bits of the first byte. */
const USAGE = {
  signs: extension('2.5.29.15', true, bits(Buffer.of(0x80), 7)),
  issues: extension('2.5.29.15', true, bits(Buffer.of(0x04), 2)),
} as const;
const AUTHORITY = {
  signs: extension('2.5.29.19', true, sequence()),
  issues: extension('2.5.29.19', true, sequence(TRUE)),
} as const;
/** What the holder of a certificate does with its key: signs messages, or issues certificates. */
export type Purpose = keyof typeof USAGE;

/** The host that a certificate is for: a name, or an address of IPv4, as on one machine. */
function alternative(host: string): Uint8Array {
  const name = isIPv4(host)
    ? element(0x87, Buffer.from(host.split('.').map(Number)))
    : element(0x82, Buffer.from(host, 'ascii'));
  return extension('2.5.29.17', false, sequence(name));
}

/** What a certificate says. */
export interface CertificateContent {
  /** At most 20 bytes, above zero. */
  readonly serial: Uint8Array;
  readonly issuer: string;
  /** Its common name, and for one that signs the host that it is for. */
  readonly subject: string;
  /** Epoch milliseconds, in whole seconds. */
  readonly from: number;
  readonly until: number;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly purpose: Purpose;
}

async function signed(content: Uint8Array, sign: SignBytes): Promise<Uint8Array> {
  return sequence(content, SHA256_WITH_RSA, bits(await sign(content)));
}

/** A certificate of version 3 (RFC 5280, 4.1), DER. */
export function certificate(content: CertificateContent, sign: SignBytes): Promise<Uint8Array> {
  const { serial, issuer, subject, from, until, publicKey, purpose } = content;
  const extensions = [
    AUTHORITY[purpose],
    USAGE[purpose],
    ...(purpose === 'signs' ? [alternative(subject)] : []),
  ];
  const toBeSigned = sequence(
    tagged(0, integer(Buffer.of(2))),
    integer(serial),
    SHA256_WITH_RSA,
    named(issuer),
    sequence(moment(from), moment(until)),
    named(subject),
    publicKey,
    tagged(3, sequence(...extensions)),
  );
  return signed(toBeSigned, sign);
}

/** A request to certify a key for a host (RFC 2986, with the extensions of RFC 2985, 5.4.2), DER. */
export function certificationRequest(
  subject: string,
  publicKey: Uint8Array,
  sign: SignBytes,
): Promise<Uint8Array> {
  const wanted = sequence(alternative(subject), USAGE.signs);
  const attributes = tagged(0, sequence(oid('1.2.840.113549.1.9.14'), setOf(wanted)));
  return signed(sequence(integer(Buffer.of(0)), named(subject), publicKey, attributes), sign);
}

/** A document between its lines (RFC 7468). */
export function pem(label: 'CERTIFICATE' | 'CERTIFICATE REQUEST', der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
