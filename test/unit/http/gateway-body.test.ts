import { describe, expect, test } from 'vitest';
import { gatewayBody } from '../../../shared/http/gateway-body.ts';
import { GATEWAY_PROBLEMS, gatewayResponses } from '../../../shared/http/gateway-responses.ts';
import { problemResponse } from '../../../shared/http/response.ts';
import type { RouteRow } from '../../../shared/http/route.ts';
import { ROUTES } from '../../../shared/http/routes.ts';
import { PROBLEMS } from '../../../shared/kernel/problems.ts';

const row = { function: 'records', processing: 'none', summary: 'x', method: 'GET' } as const;
const rows: readonly RouteRow[] = [
  { ...row, path: '/v1/a/{id}/b/{key}', audience: 'tenant', permission: 'contact:read' },
  { ...row, path: '/v1/a/{id}/b/{key}', method: 'DELETE', audience: 'tenant', permission: 'contact:delete' },
  { ...row, path: '/v1/platform', audience: 'platform', function: 'platform' },
  { ...row, path: '/public', audience: 'public', function: 'public' },
];
const body = gatewayBody(rows, (name) => `uri-of-${name}`);

describe('the body of the gateway', () => {
  test('says for every route how it is authenticated and which function serves it', () => {
    const operations = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        const { security, 'x-amazon-apigateway-integration': integration } = operation as Record<
          string,
          unknown
        >;
        return [method, path, security, (integration as { uri: string }).uri];
      }),
    );
    expect(operations).toEqual([
      ['get', '/v1/a/{id}/b/{key}', [{ apiKey: [] }], 'uri-of-records'],
      ['delete', '/v1/a/{id}/b/{key}', [{ apiKey: [] }], 'uri-of-records'],
      ['get', '/v1/platform', [{ signature: [] }], 'uri-of-platform'],
      ['get', '/public', [], 'uri-of-public'],
    ]);
  });

  test('keeps a verdict of the authorizer for thirty seconds by the whole Authorization header', () => {
    expect(body.components.securitySchemes['apiKey']).toMatchObject({
      'x-amazon-apigateway-authtype': 'custom',
      'x-amazon-apigateway-authorizer': {
        type: 'request',
        identitySource: 'method.request.header.Authorization',
        authorizerUri: 'uri-of-authorizer',
        authorizerResultTtlInSeconds: 30,
      },
    });
    expect(body.components.securitySchemes['signature']).toMatchObject({
      'x-amazon-apigateway-authtype': 'awsSigv4',
    });
  });

  test('hands on bytes as they were sent, and names path parameters', () => {
    expect(body['x-amazon-apigateway-binary-media-types']).toEqual(['*/*']);
    expect(body.paths['/v1/a/{id}/b/{key}']?.['get']).toMatchObject({
      parameters: [{ name: 'id' }, { name: 'key' }],
    });
  });

  test('refuses a route that is listed twice', () => {
    expect(() => gatewayBody([...rows, ...rows], String)).toThrow('listed twice');
  });

  test('holds every route of the product and stays within what API Gateway takes', () => {
    const whole = JSON.stringify(gatewayBody(ROUTES, (name) => name));
    for (const { path } of ROUTES) expect(whole).toContain(JSON.stringify(path));
    // CloudFormation takes templates up to 1 MB, API Gateway imports up to 6 MB.
    expect(whole.length).toBeLessThan(500_000);
  });
});

describe('answers of the gateway itself', () => {
  const responses = gatewayResponses();

  test.each(Object.entries(GATEWAY_PROBLEMS))('%s is the problem %s', (type, code) => {
    const { statusCode, responseTemplates, responseParameters } = responses[type] ?? ({} as never);
    const problem = JSON.parse(responseTemplates['application/json'] ?? '') as Record<string, unknown>;
    expect(problem).toMatchObject({ type: `urn:bailiwick:problem:${code}`, status: Number(statusCode) });
    expect(PROBLEMS[code].status).toBe(Number(statusCode));
    expect(responseParameters['gatewayresponse.header.Content-Type']).toBe("'application/problem+json'");
    expect(responseParameters['gatewayresponse.header.Cache-Control']).toBe("'no-store'");
    // A message of the gateway may quote the request.
    expect(responseTemplates['application/json']).not.toContain('$context.error');
  });

  test('of unknown paths are the bytes of our own 404', () => {
    const ours = problemResponse('not-found', {}, 'any-request').body;
    expect(responses['MISSING_AUTHENTICATION_TOKEN']?.responseTemplates['application/json']).toBe(ours);
    expect(ours).not.toContain('any-request');
  });

  test('to too many requests say when to come back', () => {
    for (const type of ['THROTTLED', 'QUOTA_EXCEEDED']) {
      expect(responses[type]?.responseParameters['gatewayresponse.header.Retry-After']).toBe("'1'");
    }
  });
});
