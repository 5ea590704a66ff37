import type { GatewayDocument } from '../constructs/gateway-routes.ts';
import { gatewayRoutes } from '../constructs/gateway-routes.ts';
import type { Finding, RuledTemplate, TemplateRule } from './rule.ts';
import { member, resourcesOf } from './rule.ts';

/** Errors that the gateway answers itself, in the problem format like every other one. */
const OWN_RESPONSES = [
  'DEFAULT_4XX',
  'DEFAULT_5XX',
  'MISSING_AUTHENTICATION_TOKEN',
  'UNAUTHORIZED',
  'ACCESS_DENIED',
];

function bodyFindings(id: string, body: GatewayDocument): Finding[] {
  const say = (at: string, says: string): Finding => ({
    rule: 'gateway',
    resource: id,
    at: `Body.${at}`,
    says,
  });
  const schemes = body.components?.securitySchemes ?? {};
  const routes = gatewayRoutes(body).flatMap(({ method, path, operation, schemes: used }) => {
    const at = `paths.${path}.${method}`;
    const open = operation.security === undefined || used.some((name) => schemes[name] === undefined);
    const integration = operation['x-amazon-apigateway-integration'];
    return [
      ...(open ? [say(at, 'a route names its authentication, or an empty list when it is public')] : []),
      ...(member(integration, 'type') === 'aws_proxy' ? [] : [say(at, 'a route is served by a function')]),
      ...(method.startsWith('X-') ? [say(at, 'a route has one method')] : []),
    ];
  });
  const responses = (body['x-amazon-apigateway-gateway-responses'] ?? {}) as Record<string, unknown>;
  const missing = OWN_RESPONSES.filter((name) => {
    const templates = member(responses, `${name}.responseTemplates`);
    return !Object.keys(templates ?? {}).some(
      (type) => type === 'application/problem+json' || type === 'application/json',
    );
  });
  const version = body.openapi.startsWith('3.0.') ? [] : [say('openapi', 'the gateway imports 3.0 only')];
  return [
    ...version,
    ...routes,
    ...missing.map((name) => say(`x-amazon-apigateway-gateway-responses.${name}`, 'answers as a problem')),
  ];
}

/** Every path of the gateway is authenticated or declared public; its own errors look like ours. */
export const GATEWAY_RULE: TemplateRule = {
  id: 'gateway',
  says: 'Every route names its authentication, every error is a problem',
  findings: (template: RuledTemplate) =>
    resourcesOf(template, 'AWS::ApiGateway::RestApi').flatMap(({ id, properties }) => {
      const body = properties['Body'];
      if (body === undefined)
        return [{ rule: 'gateway', resource: id, at: 'Body', says: 'a gateway is made from a body' }];
      return bodyFindings(id, body as GatewayDocument);
    }),
};
