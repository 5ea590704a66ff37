import type { SignedRequest } from './canonical.ts';

/** Why a request is not believed; each protocol has its own code for it (see `refusals.ts`). */
export type SignatureFault =
  | 'malformed'
  | 'unsupported'
  | 'region'
  | 'unknown-key'
  | 'skewed'
  | 'url-expired'
  | 'unsigned-header'
  | 'payload'
  | 'mismatch'
  | 'token'
  | 'session-expired';

/** A request whose signature does not hold, with the fault that was found. */
export class SignatureError extends Error {
  readonly fault: SignatureFault;

  constructor(fault: SignatureFault) {
    super(`signature.${fault}`);
    this.name = 'SignatureError';
    this.fault = fault;
  }
}

/** A Signature Version 4 as it was sent, not yet verified. */
export interface Signature {
  readonly accessKeyId: string;
  /** `yyyymmdd`. */
  readonly day: string;
  readonly region: string;
  /** Signing name, for example `dynamodb`. */
  readonly service: string;
  readonly signedHeaders: readonly string[];
  /** 64 lower-case hex digits. */
  readonly value: string;
  /** `yyyymmddThhmmssZ`. */
  readonly date: string;
  readonly token: string | undefined;
  /** Lifetime of a presigned URL in seconds, 1 to 604,800; absent for signatures in the header. */
  readonly expires: number | undefined;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const AUTHORIZATION =
  /^(AWS4-[A-Z0-9-]+) Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([^,\s]+)$/;
const SCOPE = /^(\w{16,128})\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request$/;
const DATE = /^\d{8}T\d{6}Z$/;
const VALUE = /^[0-9a-f]{64}$/;
const LONGEST_URL_LIFE = 604_800;

/**
 * Reads the signature from the Authorization header or a presigned query; undefined when the request has none.
 * @throws SignatureError `malformed`, or `unsupported` for other algorithms.
 */
export function readSignature(request: Pick<SignedRequest, 'query' | 'headers'>): Signature | undefined {
  const { authorization } = request.headers;
  const query = new URLSearchParams(request.query);
  const presigned = query.has('X-Amz-Signature') || query.has('X-Amz-Algorithm');
  if (authorization !== undefined && presigned) throw new SignatureError('malformed');
  if (presigned) return readQuery(query);
  return authorization === undefined ? undefined : readHeader(authorization, request.headers);
}

function readHeader(authorization: string, headers: SignedRequest['headers']): Signature {
  const [, algorithm, credential, signedHeaders, value] = AUTHORIZATION.exec(authorization) ?? [];
  return assemble({
    algorithm,
    credential,
    signedHeaders,
    value,
    date: single(headers['x-amz-date']),
    token: single(headers['x-amz-security-token']),
    expires: undefined,
  });
}

function readQuery(query: URLSearchParams): Signature {
  for (const name of query.keys()) {
    if (name.startsWith('X-Amz-') && query.getAll(name).length > 1) throw new SignatureError('malformed');
  }
  const expires = query.get('X-Amz-Expires') ?? '';
  if (!/^\d{1,6}$/.test(expires) || Number(expires) < 1 || Number(expires) > LONGEST_URL_LIFE) {
    throw new SignatureError('malformed');
  }
  return assemble({
    algorithm: query.get('X-Amz-Algorithm') ?? undefined,
    credential: query.get('X-Amz-Credential') ?? undefined,
    signedHeaders: query.get('X-Amz-SignedHeaders') ?? undefined,
    value: query.get('X-Amz-Signature') ?? undefined,
    date: query.get('X-Amz-Date') ?? undefined,
    token: query.get('X-Amz-Security-Token') ?? undefined,
    expires: Number(expires),
  });
}

interface RawSignature {
  readonly algorithm: string | undefined;
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly value: string | undefined;
  readonly date: string | undefined;
  readonly token: string | undefined;
  readonly expires: number | undefined;
}

function assemble(raw: RawSignature): Signature {
  const { algorithm, date = '', value = '', token, expires } = raw;
  if (algorithm !== undefined && algorithm !== ALGORITHM) throw new SignatureError('unsupported');
  const [, accessKeyId, day, region, service] = SCOPE.exec(raw.credential ?? '') ?? [];
  const signedHeaders = (raw.signedHeaders ?? '').split(';');
  const complete = algorithm !== undefined && accessKeyId && day && region && service;
  if (!complete || !DATE.test(date) || !VALUE.test(value) || !date.startsWith(day)) {
    throw new SignatureError('malformed');
  }
  if (signedHeaders.some((name) => name !== name.toLowerCase())) throw new SignatureError('malformed');
  return { accessKeyId, day, region, service, signedHeaders, value, date, token, expires };
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
