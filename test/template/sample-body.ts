import type { GatewayDocument } from '../../lib/constructs/gateway-routes.ts';

const problem = { responseTemplates: { 'application/problem+json': '{"status":$context.status}' } };

/** A small gateway body of the shape that the rules accept. */
export function sampleBody(arn: (name: string) => string): GatewayDocument {
  const served = (name: string) => ({
    type: 'aws_proxy',
    httpMethod: 'POST',
    uri: `lambda:path/2015-03-31/functions/${arn(name)}/invocations`,
  });
  const route = (name: string, security: readonly Record<string, never[]>[]) => ({
    security,
    'x-amazon-apigateway-integration': served(name),
  });
  return {
    openapi: '3.0.1',
    info: { title: 'sample', version: '1' },
    paths: {
      '/v1/contacts/{id}': { get: route('records', [{ key: [] }]) },
      '/v1/platform/tenants': { post: route('platform', [{ iam: [] }]) },
      '/p/{tenant}': { get: route('public', []) },
    },
    components: {
      securitySchemes: {
        key: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          'x-amazon-apigateway-authtype': 'custom',
          'x-amazon-apigateway-authorizer': {
            type: 'request',
            authorizerUri: `${arn('authorizer')}/invocations`,
          },
        },
        iam: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
    },
    'x-amazon-apigateway-gateway-responses': {
      DEFAULT_4XX: problem,
      DEFAULT_5XX: problem,
      MISSING_AUTHENTICATION_TOKEN: problem,
      UNAUTHORIZED: problem,
      ACCESS_DENIED: problem,
    },
  };
}
