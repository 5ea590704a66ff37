import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { canonicalJson } from '../../kernel/canonical-json.ts';

/** What checking a receipt comes to; every reason says what does not fit. */
export interface ReceiptVerdict {
  readonly valid: boolean;
  readonly reasons: readonly string[];
}

/** Bytes of the largest statement. */
const LARGEST_STATEMENT = 1024;

function publicKeyOf(key: string | Uint8Array): KeyObject | undefined {
  try {
    return typeof key === 'string'
      ? createPublicKey(key)
      : createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Members of the statement that the receipt says as well. */
const SAID_TWICE = ['receipt', 'tenant', 'request', 'at'] as const;

function signatureReasons(statement: unknown, file: Record<string, unknown>, key: KeyObject): string[] {
  const { signature, algorithm } = file;
  if (algorithm !== 'ECDSA_SHA_256') return ['the algorithm is not ECDSA_SHA_256'];
  if (typeof signature !== 'string' || signature === '') return ['there is no signature'];
  const text = canonicalJson(statement);
  if (Buffer.byteLength(text) > LARGEST_STATEMENT) return ['the statement is larger than 1 KB'];
  try {
    return verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64'))
      ? []
      : ['the signature does not fit the statement and this key'];
  } catch {
    return ['the signature does not fit the statement and this key'];
  }
}

/**
 * Verifies a receipt offline. `key` is the public key as PEM text or DER bytes (SubjectPublicKeyInfo, P-256). All
 * reasons are given, so that a changed receipt and a changed statement can be told apart.
 */
export function verifyReceipt(file: unknown, key: string | Uint8Array): ReceiptVerdict {
  const publicKey = publicKeyOf(key);
  if (!publicKey) return { valid: false, reasons: ['the public key cannot be read'] };
  if (publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    return { valid: false, reasons: ['the public key is not on the curve P-256'] };
  if (!isObject(file) || !isObject(file['receipt']) || !isObject(file['statement']))
    return { valid: false, reasons: ['this is not a receipt: receipt, statement and signature are needed'] };
  const { receipt, statement } = file as {
    receipt: Record<string, unknown>;
    statement: Record<string, unknown>;
  };
  const digest = createHash('sha256').update(canonicalJson(receipt)).digest('hex');
  const reasons = [
    ...(statement['v'] === 1 ? [] : ['the version of the statement is unknown']),
    ...signatureReasons(statement, file, publicKey),
    ...(statement['sha256'] === digest ? [] : ['the receipt is not the one that the statement is about']),
    ...SAID_TWICE.filter((name) => statement[name] !== receipt[name]).map(
      (name) => `receipt and statement differ in "${name}"`,
    ),
  ];
  return { valid: reasons.length === 0, reasons };
}
