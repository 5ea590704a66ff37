import type { ProblemCode, ProblemMembers } from '../kernel/problems.ts';
import { PROBLEMS } from '../kernel/problems.ts';

/** The media type of RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json';

/** The body of a refusal (RFC 9457). */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly reason?: string;
  readonly instance?: string;
  readonly violations?: ProblemMembers['violations'];
  readonly ids?: readonly string[];
}

/** The stable name of a kind of problem; a URN, so that no host name is promised. */
export function problemUrn(code: ProblemCode): string {
  return `urn:bailiwick:problem:${code}`;
}

/** The URN of one occurrence. */
export function requestUrn(requestId: string): string {
  return `urn:bailiwick:request:${requestId}`;
}

/**
 * The body of a refusal. `not-found` is the same bytes whether the thing is absent or somebody else's: no detail and
 * no request id, which goes into a header instead.
 */
export function problemBody(
  code: ProblemCode,
  members: ProblemMembers = {},
  requestId?: string,
): ProblemBody {
  const { status, title } = PROBLEMS[code];
  const body = { type: problemUrn(code), title, status };
  if (code === 'not-found') return body;
  return {
    ...body,
    ...(members.detail !== undefined && { detail: members.detail }),
    ...(members.reason !== undefined && { reason: members.reason }),
    ...(requestId !== undefined && { instance: requestUrn(requestId) }),
    ...(members.violations !== undefined && { violations: members.violations }),
    ...(members.ids !== undefined && { ids: members.ids }),
  };
}
