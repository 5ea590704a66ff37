import type { Place } from '../front/service.ts';
import type { GatewayRequest } from './request.ts';
import type { Matched } from './routing.ts';

/** The stage a request is served under. */
export interface StageFacts {
  readonly apiId: string;
  readonly stage: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** What an authorizer or a signature found out about the caller. */
export interface Caller {
  /** `requestContext.authorizer`: principalId and context, all text. */
  readonly authorizer?: Readonly<Record<string, string>>;
  /** Members of `requestContext.identity` for signed requests. */
  readonly identity?: Readonly<Record<string, string>>;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `09/Apr/2026:12:34:56 +0000`, the form of access logs. */
export function requestTime(time: number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  return `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

function lastOf(values: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']));
}

function orNull<Value extends object>(value: Value): Value | null {
  return Object.keys(value).length === 0 ? null : value;
}

/** True when a media type is one of the API's binary types; a star is a wildcard. */
export function isBinary(type: string | undefined, binaryTypes: readonly string[]): boolean {
  const plain = (type ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? '';
  const [major] = plain.split('/');
  return binaryTypes.some((row) => row === '*/*' || row.toLowerCase() === plain || row === `${major}/*`);
}

/** `requestContext` of payload format 1.0. */
export function requestContext(
  request: GatewayRequest,
  { route }: Matched,
  facts: StageFacts,
  place: Place,
  caller: Caller = {},
): Record<string, unknown> {
  const host = request.incoming.headers.host ?? '';
  return {
    accountId: place.account,
    apiId: facts.apiId,
    ...(caller.authorizer === undefined ? {} : { authorizer: caller.authorizer }),
    domainName: host,
    domainPrefix: host.split('.')[0],
    extendedRequestId: request.extendedRequestId,
    httpMethod: request.method,
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: null,
      userAgent: request.incoming.headers['user-agent'] ?? null,
      userArn: null,
      ...caller.identity,
    },
    path: request.fullPath,
    protocol: 'HTTP/1.1',
    requestId: request.requestId,
    requestTime: requestTime(request.time),
    requestTimeEpoch: request.time,
    resourceId: Buffer.from(route.resource).toString('hex').slice(0, 6).padEnd(6, '0'),
    resourcePath: route.resource,
    stage: facts.stage,
  };
}

/** The members that proxy and authorizer events share. */
function facts(request: GatewayRequest, matched: Matched, stage: StageFacts): Record<string, unknown> {
  const query: Record<string, string[]> = {};
  for (const [name, value] of request.query) (query[name] ??= []).push(value);
  return {
    resource: matched.route.resource,
    path: request.path,
    httpMethod: request.method,
    headers: lastOf(request.headers),
    multiValueHeaders: request.headers,
    queryStringParameters: orNull(lastOf(query)),
    multiValueQueryStringParameters: orNull(query),
    pathParameters: orNull(matched.parameters),
    stageVariables: orNull(stage.variables),
  };
}

/** The proxy event of payload format 1.0. */
export function proxyEvent(
  request: GatewayRequest,
  matched: Matched,
  stage: StageFacts,
  context: Record<string, unknown>,
  binaryTypes: readonly string[],
): Record<string, unknown> {
  const binary = isBinary(request.incoming.headers['content-type'], binaryTypes);
  const empty = request.body.length === 0;
  return {
    ...facts(request, matched, stage),
    requestContext: context,
    body: empty ? null : request.body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: !empty && binary,
  };
}

/** The event of a REQUEST authorizer; it never holds a body. */
export function authorizerEvent(
  request: GatewayRequest,
  matched: Matched,
  stage: StageFacts,
  context: Record<string, unknown>,
  methodArn: string,
): Record<string, unknown> {
  return { type: 'REQUEST', methodArn, ...facts(request, matched, stage), requestContext: context };
}
