/**
 * The closed catalogue of refusals (RFC 9457): code → status and title.
 * 400: the shape is wrong. 422: the shape is right, a rule says no. 404 is the same for "absent" and "not yours".
 */
export const PROBLEMS = {
  'request.malformed': { status: 400, title: 'The body is not what this route reads' },
  'request.invalid': { status: 400, title: 'The request does not have the declared shape' },
  'request.too-deep': { status: 400, title: 'The body is nested deeper than allowed' },
  'cursor.invalid': { status: 400, title: 'The cursor is not one of this list' },
  'idempotency.missing': { status: 400, title: 'Idempotency-Key is required here' },
  unauthenticated: { status: 401, title: 'Valid credentials are required' },
  'step-up.required': { status: 401, title: 'A fresh code is required for this step' },
  forbidden: { status: 403, title: 'Your role does not allow this' },
  'challenge.locked': { status: 403, title: 'Too many wrong codes; ask for a new one' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  'method.not-allowed': { status: 405, title: 'This method does not exist here' },
  conflict: { status: 409, title: 'The current state does not allow this' },
  'state.conflict': { status: 409, title: 'The life-cycle has no such step from here' },
  'same-person': { status: 409, title: 'A second person has to do this' },
  'idempotency.in-flight': { status: 409, title: 'The first request with this key is still running' },
  'external-id.taken': { status: 409, title: 'A record with this external id exists' },
  'subject.ambiguous': { status: 409, title: 'More than one person answers to this' },
  gone: { status: 410, title: 'This is no longer available' },
  'precondition.failed': { status: 412, title: 'The resource has changed; read it again' },
  'request.too-large': { status: 413, title: 'The body is larger than allowed' },
  'media-type.unsupported': { status: 415, title: 'This route reads application/json' },
  'rule.violated': { status: 422, title: 'A rule refuses this value' },
  'idempotency.reused': { status: 422, title: 'This Idempotency-Key was used with another body' },
  'reference.unknown': { status: 422, title: 'A referenced record does not exist' },
  'subject.suppressed': { status: 422, title: 'This person was erased; import does not bring a person back' },
  'law.missing': { status: 422, title: 'Keeping needs statute, country and end date' },
  'subject.frozen': { status: 423, title: 'This person is being erased; nothing can be read or written' },
  'subject.restricted': { status: 423, title: 'Processing of this data is restricted' },
  'precondition.required': { status: 428, title: 'If-Match is required here' },
  'rate.limited': { status: 429, title: 'Too many requests; see Retry-After' },
  internal: { status: 500, title: 'Something failed on our side; it was logged without your data' },
  unavailable: { status: 503, title: 'A service that this needs is unavailable; retry later' },
  timeout: {
    status: 504,
    title: 'The answer took too long; its effect is uncertain, read before you repeat',
  },
} as const satisfies Record<string, { status: number; title: string }>;

/** A code of the catalogue. */
export type ProblemCode = keyof typeof PROBLEMS;

/**
 * One offending place and the rule it breaks; never the value. The pointer (RFC 6901) is into the body; places outside
 * of it begin `/path`, `/query` or `/header`.
 */
export interface Violation {
  readonly pointer: string;
  readonly rule: string;
}

/** What a problem may say beyond its code; no member ever holds a value of the request. */
export interface ProblemMembers {
  /** One sentence that says what to do next. */
  readonly detail?: string;
  readonly violations?: readonly Violation[];
  /** Seconds, sent as `Retry-After`. */
  readonly retryAfter?: number;
  /** Machine-readable cause, for example `restriction.accuracy`. */
  readonly reason?: string;
  /** Opaque ids the caller may need to go on (candidates, the running job). */
  readonly ids?: readonly string[];
}

/** The one error class of the product; matched by `code`, since `instanceof` fails across bundles. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly members: ProblemMembers;

  constructor(code: ProblemCode, members: ProblemMembers = {}) {
    super(code);
    this.name = 'Problem';
    this.code = code;
    this.members = members;
  }
}

/** True for a `Problem` of any bundle, with the given code if one is named. */
export function isProblem(error: unknown, code?: ProblemCode): error is Problem {
  if (!(error instanceof Error) || error.name !== 'Problem' || !('code' in error)) return false;
  return code === undefined ? typeof error.code === 'string' && error.code in PROBLEMS : error.code === code;
}
