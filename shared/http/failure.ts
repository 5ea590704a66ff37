import type { ProblemCode } from '../kernel/problems.ts';
import { Problem, isProblem } from '../kernel/problems.ts';
import type { GatewayEvent } from './request-head.ts';

/** Takes one line of JSON. */
export type Log = (line: string) => void;

/** Names of failures that pass: the caller may try again. From the SDKs' throttling and availability errors. */
const PASSING: ReadonlySet<string> = new Set([
  'InternalServerError',
  'KMSInternalException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TimeoutError',
  'TooManyRequestsException',
]);

const NAME = /^[A-Za-z$][A-Za-z0-9_.]{0,63}$/;

const nameOf = (error: unknown) => (error instanceof Error && NAME.test(error.name) ? error.name : 'Error');

/** What a failure is to the caller: its problem, a passing outage, or our fault. */
export function refusalOf(error: unknown): Problem {
  if (isProblem(error)) return error;
  return new Problem(PASSING.has(nameOf(error)) ? 'unavailable' : 'internal');
}

/** The one line about a failure: code, name of the error, request and route; never a message, which may quote data. */
export function failureLine(code: ProblemCode, error: unknown, event: GatewayEvent): string {
  return JSON.stringify({
    level: 'error',
    code,
    error: nameOf(error),
    requestId: event.requestContext?.requestId,
    route: `${event.httpMethod} ${event.resource}`,
  });
}
