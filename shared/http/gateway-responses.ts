import type { ProblemCode } from '../kernel/problems.ts';
import { PROBLEMS } from '../kernel/problems.ts';
import { problemBody } from './problem-body.ts';
import { problemHeaders } from './response.ts';

/** What the gateway answers by itself, as problems of the catalogue; what is not listed falls to the two defaults. */
export const GATEWAY_PROBLEMS = {
  UNAUTHORIZED: 'unauthenticated',
  EXPIRED_TOKEN: 'unauthenticated',
  INVALID_SIGNATURE: 'unauthenticated',
  INVALID_API_KEY: 'unauthenticated',
  ACCESS_DENIED: 'forbidden',
  WAF_FILTERED: 'forbidden',
  // What the gateway answers to an unknown path, of all things.
  MISSING_AUTHENTICATION_TOKEN: 'not-found',
  RESOURCE_NOT_FOUND: 'not-found',
  BAD_REQUEST_BODY: 'request.malformed',
  BAD_REQUEST_PARAMETERS: 'request.invalid',
  REQUEST_TOO_LARGE: 'request.too-large',
  UNSUPPORTED_MEDIA_TYPE: 'media-type.unsupported',
  THROTTLED: 'rate.limited',
  QUOTA_EXCEEDED: 'rate.limited',
  AUTHORIZER_FAILURE: 'unavailable',
  AUTHORIZER_CONFIGURATION_ERROR: 'internal',
  INTEGRATION_FAILURE: 'unavailable',
  INTEGRATION_TIMEOUT: 'timeout',
  API_CONFIGURATION_ERROR: 'internal',
  DEFAULT_4XX: 'request.invalid',
  DEFAULT_5XX: 'internal',
} as const satisfies Record<string, ProblemCode>;

/** One entry of `x-amazon-apigateway-gateway-responses`. */
export interface GatewayResponse {
  readonly statusCode: string;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

/** The gateway's answers: the bodies of the chain, byte for byte, with the gateway's own request id. */
export function gatewayResponses(): Readonly<Record<string, GatewayResponse>> {
  return Object.fromEntries(Object.entries(GATEWAY_PROBLEMS).map(([type, code]) => [type, responseOf(code)]));
}

function responseOf(code: ProblemCode): GatewayResponse {
  // Templates are plain text with variables; they are chosen by `Accept`, and this one serves them all.
  const template = JSON.stringify(problemBody(code, {}, '$context.requestId'));
  const headers = problemHeaders(code);
  return {
    statusCode: String(PROBLEMS[code].status),
    responseParameters: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [`gatewayresponse.header.${name}`, `'${value}'`]),
    ),
    responseTemplates: { 'application/json': template },
  };
}
