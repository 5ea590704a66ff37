import { gatewayResponses } from './gateway-responses.ts';
import type { Audience, RouteRow } from './route.ts';

/** Seconds for which the gateway keeps a verdict of the authorizer: how long a revoked key may still work. */
export const AUTHORIZER_TTL = 30;

/** Milliseconds a function may take; the gateway's own limit is 29,000. */
const TIMEOUT = 29_000;

/** Names the invocation address of a function, for example `…:lambda:path/2015-03-31/functions/<arn>/invocations`. */
export type FunctionUri = (functionName: string) => string;

/** The body that API Gateway imports: OpenAPI 3.0.1, since it takes no 3.1, with its extensions. */
export interface GatewayBody {
  readonly openapi: '3.0.1';
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  readonly [extension: string]: unknown;
}

/** How callers of an audience prove who they are; none for the public, said explicitly. */
const SECURITY: Readonly<Record<Audience, readonly Readonly<Record<string, readonly []>>[]>> = {
  tenant: [{ apiKey: [] }],
  platform: [{ signature: [] }],
  public: [],
};

/** Builds the gateway's body from the rows; without schemas, since the handler chain validates. */
export function gatewayBody(routes: readonly RouteRow[], uri: FunctionUri): GatewayBody {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const methods = (paths[route.path] ??= {});
    const method = route.method.toLowerCase();
    if (method in methods) throw new TypeError(`${route.method} ${route.path} is listed twice`);
    methods[method] = operationOf(route, uri(route.function));
  }
  return {
    openapi: '3.0.1',
    info: { title: 'Bailiwick', version: '1' },
    paths,
    components: { securitySchemes: securitySchemes(uri('authorizer')) },
    // Bodies reach the handler as the bytes that were sent; the gateway would repair text that is no UTF-8.
    'x-amazon-apigateway-binary-media-types': ['*/*'],
    'x-amazon-apigateway-gateway-responses': gatewayResponses(),
  };
}

function operationOf(route: RouteRow, uri: string): Readonly<Record<string, unknown>> {
  const names = [...route.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
  return {
    ...(names.length > 0 && {
      parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    }),
    responses: { default: { description: route.summary } },
    security: SECURITY[route.audience],
    'x-amazon-apigateway-integration': {
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri,
      payloadFormatVersion: '1.0',
      timeoutInMillis: TIMEOUT,
    },
  };
}

function securitySchemes(authorizerUri: string) {
  const header = { type: 'apiKey', name: 'Authorization', in: 'header' };
  return {
    apiKey: {
      ...header,
      'x-amazon-apigateway-authtype': 'custom',
      'x-amazon-apigateway-authorizer': {
        type: 'request',
        identitySource: 'method.request.header.Authorization',
        authorizerUri,
        authorizerResultTtlInSeconds: AUTHORIZER_TTL,
      },
    },
    signature: { ...header, 'x-amazon-apigateway-authtype': 'awsSigv4' },
  };
}
