import { AwsError } from './service.ts';
import type { ErrorShape } from './service.ts';
import type { SignatureFault } from './signature.ts';

/** `json` for both JSON protocols; the other shapes by their own name. */
type Dialect = 'json' | 'rest-json' | 'query-xml' | 'rest-xml';

type Row = readonly [
  message: string,
  codes: Readonly<Record<Dialect, readonly [code: string, status: number]>>,
];

const BAD_SIGNATURE = {
  json: ['InvalidSignatureException', 400],
  'rest-json': ['InvalidSignatureException', 403],
  'query-xml': ['SignatureDoesNotMatch', 403],
} as const;
const INCOMPLETE = {
  json: ['IncompleteSignatureException', 400],
  'rest-json': ['IncompleteSignatureException', 400],
  'query-xml': ['IncompleteSignature', 400],
} as const;
const UNRECOGNIZED = {
  json: ['UnrecognizedClientException', 400],
  'rest-json': ['UnrecognizedClientException', 403],
  'query-xml': ['InvalidClientTokenId', 403],
} as const;

const INVALID_TOKEN = 'The security token included in the request is invalid.';
const NO_MATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.';

/** What AWS answers for each fault, per protocol. */
const REFUSALS: Readonly<Record<SignatureFault, Row>> = {
  malformed: [
    'The authorization is incomplete or malformed.',
    { ...INCOMPLETE, 'rest-xml': ['AuthorizationHeaderMalformed', 400] },
  ],
  unsupported: [
    'The local cloud verifies AWS4-HMAC-SHA256 signatures without signed chunks only.',
    { ...INCOMPLETE, 'rest-xml': ['NotImplemented', 501] },
  ],
  region: [
    'Credential should be scoped to a valid region.',
    { ...BAD_SIGNATURE, 'rest-xml': ['AuthorizationHeaderMalformed', 400] },
  ],
  'unknown-key': [INVALID_TOKEN, { ...UNRECOGNIZED, 'rest-xml': ['InvalidAccessKeyId', 403] }],
  skewed: [
    'Signature expired or not yet current: the difference between the request time and the current time is too large.',
    { ...BAD_SIGNATURE, 'rest-xml': ['RequestTimeTooSkewed', 403] },
  ],
  'url-expired': ['Request has expired', { ...BAD_SIGNATURE, 'rest-xml': ['AccessDenied', 403] }],
  'unsigned-header': [
    'There were headers present in the request which were not signed',
    { ...BAD_SIGNATURE, 'rest-xml': ['AccessDenied', 403] },
  ],
  payload: [
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    { ...BAD_SIGNATURE, 'rest-xml': ['XAmzContentSHA256Mismatch', 400] },
  ],
  mismatch: [NO_MATCH, { ...BAD_SIGNATURE, 'rest-xml': ['SignatureDoesNotMatch', 403] }],
  token: [INVALID_TOKEN, { ...UNRECOGNIZED, 'rest-xml': ['InvalidToken', 400] }],
  'session-expired': [
    'The security token included in the request is expired',
    {
      json: ['ExpiredTokenException', 400],
      'rest-json': ['ExpiredTokenException', 403],
      'query-xml': ['ExpiredToken', 403],
      'rest-xml': ['ExpiredToken', 400],
    },
  ],
};

/** The error a client of this protocol sees for a signature that is not believed. */
export function refuse(fault: SignatureFault, shape: ErrorShape): AwsError {
  const [message, codes] = REFUSALS[fault];
  const [code, status] = codes[shape === 'json-1.0' || shape === 'json-1.1' ? 'json' : shape];
  return new AwsError(code, message, status);
}

/** `AccessDeniedException` as each protocol spells it: 400 in JSON, 403 elsewhere, shorter code in XML. */
export function translate(error: AwsError, shape: ErrorShape): AwsError {
  if (error.code !== 'AccessDeniedException' || shape === 'json-1.0' || shape === 'json-1.1') return error;
  const code = shape === 'rest-json' ? error.code : 'AccessDenied';
  return new AwsError(code, error.message, 403, error.fields);
}
