/** One operation of the gateway's body, as far as lib reads it. */
interface Operation {
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly [extension: string]: unknown;
}

/** The gateway's body: OpenAPI 3.0.1 with the extensions of API Gateway. */
export interface GatewayDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components?: {
    readonly securitySchemes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  readonly [extension: string]: unknown;
}

/** One method on one path, and how it is authenticated: names of security schemes, none for a public one. */
export interface GatewayRoute {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  readonly schemes: readonly string[];
}

const METHODS = new Set([
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'x-amazon-apigateway-any-method',
]);

/** Every operation of a body. */
export function gatewayRoutes(body: GatewayDocument): GatewayRoute[] {
  return Object.entries(body.paths).flatMap(([path, members]) =>
    Object.entries(members)
      .filter(([method]) => METHODS.has(method))
      .map(([method, member]) => {
        const operation = member as Operation;
        const schemes = (operation.security ?? []).flatMap((requirement) => Object.keys(requirement));
        return { method: method.toUpperCase(), path, operation, schemes };
      }),
  );
}

/** The operations that take an IAM signature, hence the platform's. */
export function platformRoutes(body: GatewayDocument): GatewayRoute[] {
  const schemes = body.components?.securitySchemes ?? {};
  return gatewayRoutes(body).filter((route) =>
    route.schemes.some((name) => schemes[name]?.['x-amazon-apigateway-authtype'] === 'awsSigv4'),
  );
}
