import { createHash, createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Credential, CredentialLookup } from '../iam/credentials.ts';
import { canonicalRequest } from './canonical.ts';
import type { SignedRequest } from './canonical.ts';
import type { Principal } from './service.ts';
import { readSignature, SignatureError } from './signature.ts';
import type { Signature } from './signature.ts';

/** A request whose signature was recomputed and found equal. */
export interface Verified {
  readonly principal: Principal;
  readonly accessKeyId: string;
  readonly service: string;
  readonly region: string;
  readonly presigned: boolean;
  /** What the signature says about the body: a hex SHA-256, `UNSIGNED-PAYLOAD` or `STREAMING-UNSIGNED-PAYLOAD-TRAILER`. */
  readonly payload: string;
}

/** Clients may be this far off, in milliseconds (15 minutes, AWS general reference). */
export const TOLERATED_SKEW = 900_000;

const UNSIGNED = 'UNSIGNED-PAYLOAD';
const HEX_HASH = /^[0-9a-f]{64}$/;

/**
 * Verifies Signature Version 4 of any service, `execute-api` included. `now` is the virtual clock in epoch milliseconds.
 * @returns undefined when the request carries no signature.
 * @throws SignatureError with the reason.
 */
export function verifySignature(
  request: SignedRequest,
  lookup: CredentialLookup,
  now: number,
): Verified | undefined {
  const signature = readSignature(request);
  if (!signature) return undefined;
  const credential = lookup(signature.accessKeyId);
  if (!credential) throw new SignatureError('unknown-key');
  checkTime(signature, now);
  checkCoverage(signature, request);
  const payload = payloadOf(signature, request);
  const canonical = canonicalRequest(request, signature.signedHeaders, payload, signature.service);
  if (canonical === undefined) throw new SignatureError('malformed');
  if (!same(signature.value, sign(credential, signature, canonical))) throw new SignatureError('mismatch');
  checkSession(signature, credential, now);
  const { accessKeyId, service, region, expires } = signature;
  return {
    principal: credential.principal,
    accessKeyId,
    service,
    region,
    presigned: expires !== undefined,
    payload,
  };
}

/** Lower-case hex SHA-256, the form in which signatures name bodies. */
export function bodyHash(body: Buffer | string): string {
  return createHash('sha256').update(body).digest('hex');
}

/** Derived keys by scope, as long as their credential is remembered; a credential is used for a few services a day. */
const DERIVED = new WeakMap<Credential, Map<string, KeyObject>>();
const SCOPES_KEPT = 16;

function signingKey(credential: Credential, { day, region, service }: Signature): KeyObject {
  const keys = DERIVED.get(credential) ?? new Map<string, KeyObject>();
  DERIVED.set(credential, keys);
  const scope = `${day}/${region}/${service}`;
  const known = keys.get(scope);
  if (known) return known;
  const first = Buffer.from(`AWS4${credential.secret}`);
  const derived = [day, region, service, 'aws4_request'].reduce<Buffer>(
    (key, part) => mac(createSecretKey(key), part),
    first,
  );
  if (keys.size >= SCOPES_KEPT) keys.clear();
  const key = createSecretKey(derived);
  keys.set(scope, key);
  return key;
}

/** Compares two hex signatures in constant time. */
export function same(given: string, wanted: string): boolean {
  return given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
}

function sign(credential: Credential, signature: Signature, canonical: string): string {
  const { day, region, service, date } = signature;
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', date, scope, bodyHash(canonical)].join('\n');
  return mac(signingKey(credential, signature), text).toString('hex');
}

function mac(key: KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function checkTime({ date, expires }: Signature, now: number): void {
  const signed = Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(signed)) throw new SignatureError('malformed');
  if (signed > now + TOLERATED_SKEW) throw new SignatureError('skewed');
  if (expires === undefined && signed < now - TOLERATED_SKEW) throw new SignatureError('skewed');
  if (expires !== undefined && now > signed + expires * 1000) throw new SignatureError('url-expired');
}

/** `host` and every `x-amz-` header must be signed, or they could be changed or added on the way. */
function checkCoverage({ signedHeaders }: Signature, { headers }: SignedRequest): void {
  const covered = new Set(signedHeaders);
  for (const name of Object.keys(headers)) {
    if ((name === 'host' || name.startsWith('x-amz-')) && !covered.has(name)) {
      throw new SignatureError('unsigned-header');
    }
  }
}

/** S3 believes a declared hash (and checks the body against it); everybody else hashes the body. */
function payloadOf(signature: Signature, request: SignedRequest): string {
  if (signature.service !== 's3') {
    if (request.bodyHash === undefined) throw new TypeError('only S3 bodies may stream');
    return request.bodyHash;
  }
  const header = request.headers['x-amz-content-sha256'];
  const query = new URLSearchParams(request.query).get('X-Amz-Content-Sha256');
  const declared = signature.expires === undefined ? header : (query ?? header ?? UNSIGNED);
  if (typeof declared !== 'string') throw new SignatureError('malformed');
  if (declared === UNSIGNED || declared === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') return declared;
  if (!HEX_HASH.test(declared)) {
    // Chunk signatures (STREAMING-AWS4-…) would have to be verified one by one; no SDK in use here sends them.
    throw new SignatureError(declared.startsWith('STREAMING-') ? 'unsupported' : 'malformed');
  }
  if (request.bodyHash !== undefined && request.bodyHash !== declared) throw new SignatureError('payload');
  return declared;
}

function checkSession(signature: Signature, credential: Credential, now: number): void {
  if (!same(bodyHash(signature.token ?? ''), bodyHash(credential.sessionToken ?? '')))
    throw new SignatureError('token');
  if (credential.expires !== undefined && now >= credential.expires)
    throw new SignatureError('session-expired');
}
