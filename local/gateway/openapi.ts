import { RefusedTemplate } from '../template/refusal.ts';
import type { GatewayResponses } from './gateway-responses.ts';
import { readAuthorizers, type Authorization } from './security.ts';

/** One method of the API. */
export interface Route {
  /** Upper-case method, or `ANY`. */
  readonly method: string;
  /** Resource path as declared, for example `/v1/people/{id}`. */
  readonly resource: string;
  readonly functionArn: string;
  /** Role the gateway takes on to call the function, instead of a function permission. */
  readonly credentials: string | undefined;
  readonly timeoutMs: number;
  readonly authorization: Authorization;
}

/** What an imported body says. */
export interface ApiBody {
  readonly routes: readonly Route[];
  readonly binaryTypes: readonly string[];
  readonly responses: GatewayResponses;
}

type Json = Readonly<Record<string, unknown>>;

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch']);
const ANY = 'x-amazon-apigateway-any-method';
const FUNCTION = /^arn:[\w-]+:apigateway:[\w-]+:lambda:path\/2015-03-31\/functions\/([^/]+)\/invocations$/;
/** Longest time a function may take behind a gateway, milliseconds (API Gateway quota). */
export const INTEGRATION_TIMEOUT = 29_000;

/** Extensions that are read, or whose meaning is read elsewhere; others are refused. */
const EXTENSIONS = new Set([
  'x-amazon-apigateway-any-method',
  'x-amazon-apigateway-auth',
  'x-amazon-apigateway-authorizer',
  'x-amazon-apigateway-authtype',
  'x-amazon-apigateway-binary-media-types',
  'x-amazon-apigateway-gateway-responses',
  'x-amazon-apigateway-integration',
]);

function refuse(subject: string): never {
  throw new RefusedTemplate('property.unsupported', `AWS::ApiGateway::RestApi Body ${subject}`);
}

function checkExtensions(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (name.startsWith('x-amazon-apigateway-') && !EXTENSIONS.has(name)) refuse(name);
    checkExtensions(member);
  }
}

function readIntegration(
  operation: Json,
  where: string,
): Pick<Route, 'functionArn' | 'credentials' | 'timeoutMs'> {
  const integration = (operation['x-amazon-apigateway-integration'] ?? {}) as Json;
  const { type, uri, credentials, timeoutInMillis, payloadFormatVersion = '1.0' } = integration;
  const functionArn = FUNCTION.exec(String(uri as string))?.[1];
  if (type !== 'aws_proxy' && type !== 'AWS_PROXY') refuse(`${where}: integration type`);
  if (functionArn === undefined || payloadFormatVersion !== '1.0') refuse(`${where}: integration`);
  // A gateway calls Lambda with POST whatever the method of the route (AWS answers 500 otherwise).
  if (integration['httpMethod'] !== 'POST') refuse(`${where}: integration httpMethod`);
  const timeoutMs = Number(timeoutInMillis ?? INTEGRATION_TIMEOUT);
  if (!(timeoutMs >= 50 && timeoutMs <= INTEGRATION_TIMEOUT)) refuse(`${where}: timeoutInMillis`);
  return { functionArn, credentials: typeof credentials === 'string' ? credentials : undefined, timeoutMs };
}

/** Reads the OpenAPI 3.0.1 body of a REST API, as API Gateway would import it. */
export function readBody(body: unknown): ApiBody {
  const document = (body ?? {}) as Json;
  const version = document['openapi'];
  // API Gateway imports OpenAPI 2.0 and 3.0.x only.
  if (typeof version !== 'string' || !/^3\.0\.\d+$/.test(version)) refuse('openapi version');
  checkExtensions(document);
  const authorizers = readAuthorizers(document);
  const routes: Route[] = [];
  for (const [resource, item] of Object.entries(
    (document['paths'] ?? {}) as Readonly<Record<string, Json>>,
  )) {
    for (const [name, operation] of Object.entries(item)) {
      if (!METHODS.has(name) && name !== ANY) continue;
      const where = `${name} ${resource}`;
      const security = (operation as Json)['security'] ?? document['security'];
      const method = name === ANY ? 'ANY' : name.toUpperCase();
      const authorization = authorizers.of(operation as Json, security, where);
      routes.push({ method, resource, authorization, ...readIntegration(operation as Json, where) });
    }
  }
  return {
    routes,
    binaryTypes: (document['x-amazon-apigateway-binary-media-types'] ?? []) as string[],
    responses: (document['x-amazon-apigateway-gateway-responses'] ?? {}) as GatewayResponses,
  };
}
