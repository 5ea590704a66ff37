import { RefusedTemplate } from '../template/refusal.ts';

/** Where a part of the caller's identity is read from. */
export interface IdentitySource {
  readonly kind: 'header' | 'querystring' | 'stageVariables' | 'context';
  readonly name: string;
}

/** A request authorizer. */
export interface RequestAuthorizer {
  readonly name: string;
  readonly functionArn: string;
  readonly credentials: string | undefined;
  readonly sources: readonly IdentitySource[];
  /** Seconds a verdict is kept; 0 keeps none. */
  readonly ttl: number;
}

/** How callers of a method prove themselves. */
export type Authorization =
  | { readonly kind: 'open' }
  | { readonly kind: 'iam' }
  | { readonly kind: 'custom'; readonly authorizer: RequestAuthorizer };

type Json = Readonly<Record<string, unknown>>;

const FUNCTION = /functions\/([^/]+)\/invocations$/;
const SOURCE = /^(?:method\.request\.(header|querystring)|(stageVariables|context))\.([\w.-]+)$/;
const DEFAULT_TTL = 300;
const LONGEST_TTL = 3600;

function refuse(subject: string): never {
  throw new RefusedTemplate('property.unsupported', `AWS::ApiGateway::RestApi Body ${subject}`);
}

function readSource(text: string, scheme: string): IdentitySource {
  const [, request, other, name] = SOURCE.exec(text.trim()) ?? refuse(`${scheme}: identitySource`);
  return { kind: (request ?? other) as IdentitySource['kind'], name: name ?? '' };
}

function readScheme(name: string, scheme: Json): Authorization {
  const kind = scheme['x-amazon-apigateway-authtype'];
  if (kind === 'awsSigv4') return { kind: 'iam' };
  const given = (scheme['x-amazon-apigateway-authorizer'] ?? {}) as Json;
  const { type, authorizerUri, authorizerCredentials, identitySource, authorizerResultTtlInSeconds } = given;
  const functionArn = FUNCTION.exec(String(authorizerUri as string))?.[1];
  const ttl = Number(authorizerResultTtlInSeconds ?? DEFAULT_TTL);
  if (kind !== 'custom' || type !== 'request' || functionArn === undefined)
    return refuse(`security scheme ${name}`);
  if (!(ttl >= 0 && ttl <= LONGEST_TTL)) refuse(`${name}: authorizerResultTtlInSeconds`);
  const sources = typeof identitySource === 'string' ? identitySource.split(',') : [];
  // Without a source there is no key to keep a verdict under.
  if (sources.length === 0 && ttl > 0) refuse(`${name}: identitySource`);
  return {
    kind: 'custom',
    authorizer: {
      name,
      functionArn,
      credentials: typeof authorizerCredentials === 'string' ? authorizerCredentials : undefined,
      sources: sources.map((text) => readSource(text, name)),
      ttl,
    },
  };
}

/** The security schemes of a body, and which one a method uses; more than one for a method is refused, as on AWS. */
export function readAuthorizers(document: Json): {
  of(operation: Json, security: unknown, where: string): Authorization;
} {
  const components = (document['components'] ?? {}) as { securitySchemes?: Readonly<Record<string, Json>> };
  const schemes = new Map(
    Object.entries(components.securitySchemes ?? {}).map(([name, scheme]) => [
      name,
      readScheme(name, scheme),
    ]),
  );
  return {
    of: (operation, security, where) => {
      const auth = operation['x-amazon-apigateway-auth'] as { type?: string } | undefined;
      if (auth?.type === 'AWS_IAM') return { kind: 'iam' };
      const names = ((security ?? []) as Json[]).flatMap((requirement) => Object.keys(requirement));
      const [name] = names;
      if (name === undefined) return { kind: 'open' };
      return (names.length === 1 ? schemes.get(name) : undefined) ?? refuse(`${where}: security`);
    },
  };
}
