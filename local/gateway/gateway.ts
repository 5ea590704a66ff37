import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AppliedResource, DeclaredResource, ResourceType } from '../front/service.ts';
import { RefusedTemplate } from '../template/refusal.ts';
import { GatewayAccount } from './account.ts';
import { ApiStage, type GatewayPorts } from './api.ts';
import { readBody, type ApiBody } from './openapi.ts';
import { readThrottling } from './throttle.ts';

/** The emulated API Gateway: REST APIs with an OpenAPI body, one address each. */
export interface Gateway {
  readonly types: readonly ResourceType[];
  /** Opens one loopback port per stage, `ports` first, then any; in the order of the templates. */
  start(ports: readonly number[]): Promise<readonly ServedStage[]>;
  close(): Promise<void>;
}

/** Where a stage answers: below `/<stage>/`, and at the root as behind a custom domain. */
export interface ServedStage {
  /** Name of the API in the template. */
  readonly api: string;
  readonly apiId: string;
  readonly stage: string;
  readonly port: number;
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
}

interface DeployedApi {
  readonly name: string;
  readonly body: ApiBody;
}

const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/** Properties read or without an effect on loopback; every other property of these types is refused. */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  RestApi: [
    'Body',
    'Name',
    'BinaryMediaTypes',
    'Description',
    'DisableExecuteApiEndpoint',
    'EndpointAccessMode',
    'EndpointConfiguration',
    'FailOnWarnings',
    'MinimumCompressionSize',
    'Mode',
    'SecurityPolicy',
    'Tags',
  ],
  Deployment: ['RestApiId', 'Description'],
  Stage: [
    'RestApiId',
    'DeploymentId',
    'StageName',
    'AccessLogSetting',
    'Description',
    'MethodSettings',
    'Tags',
    'TracingEnabled',
    'Variables',
  ],
};

function check(kind: string, { stack, logicalId, properties }: DeclaredResource): void {
  const unread = Object.keys(properties).find((name) => PROPERTIES[kind]?.includes(name) !== true);
  if (unread !== undefined)
    throw new RefusedTemplate('property.unsupported', `${stack}/${logicalId}.${unread}`);
}

/** Ten lower-case letters and digits, the same at every start. */
function idOf(resource: DeclaredResource): string {
  const hash = createHash('sha256').update(resource.defaultName).digest();
  return BigInt(`0x${hash.toString('hex')}`)
    .toString(36)
    .slice(0, 10);
}

function accessLogOf(setting: unknown): { group: string; format: string } | undefined {
  const { DestinationArn, Format } = (setting ?? {}) as { DestinationArn?: string; Format?: string };
  const group = /:log-group:([^:]+)/.exec(DestinationArn ?? '')?.[1];
  return group === undefined || Format === undefined ? undefined : { group, format: Format };
}

function cached(settings: unknown): boolean {
  return ((settings ?? []) as { CachingEnabled?: unknown }[]).some(
    (row) => String(row.CachingEnabled) === 'true',
  );
}

/** Builds API Gateway; nothing listens before `start`. */
export function createGateway(ports: GatewayPorts): Gateway {
  const apis = new Map<string, DeployedApi>();
  const stages: ApiStage[] = [];
  const servers: Server[] = [];
  const account = new GatewayAccount(ports);

  const rows: Readonly<Record<string, (resource: DeclaredResource) => AppliedResource>> = {
    RestApi: (resource) => {
      const { Body, Name, BinaryMediaTypes } = resource.properties;
      const id = idOf(resource);
      const body = readBody(Body);
      const binaryTypes = [...body.binaryTypes, ...((BinaryMediaTypes ?? []) as string[])];
      apis.set(id, {
        name: typeof Name === 'string' ? Name : resource.logicalId,
        body: { ...body, binaryTypes },
      });
      return { ref: id, attributes: { RestApiId: id, RootResourceId: `${id}r` } };
    },
    Deployment: (resource) => {
      const id = idOf(resource);
      return { ref: id, attributes: { DeploymentId: id } };
    },
    Stage: (resource) => {
      const { RestApiId, StageName, Variables, MethodSettings, AccessLogSetting } = resource.properties;
      const api = apis.get(String(RestApiId as string));
      if (api === undefined || typeof StageName !== 'string') {
        throw new RefusedTemplate(
          'property.unsupported',
          `${resource.stack}/${resource.logicalId}.RestApiId`,
        );
      }
      // A response cache would hold personal data.
      if (cached(MethodSettings)) {
        throw new RefusedTemplate(
          'property.unsupported',
          `${resource.stack}/${resource.logicalId}.CachingEnabled`,
        );
      }
      const accessLog = accessLogOf(AccessLogSetting);
      if (accessLog !== undefined) account.assertLogs();
      const spec = {
        apiId: String(RestApiId as string),
        stage: StageName,
        variables: (Variables ?? {}) as Record<string, string>,
        body: api.body,
        throttling: readThrottling(MethodSettings),
        ...(accessLog === undefined ? {} : { accessLog }),
      };
      stages.push(new ApiStage(spec, ports));
      return { ref: StageName, attributes: {} };
    },
  };

  const answer = (stage: ApiStage, request: IncomingMessage, response: ServerResponse): void => {
    // A foreign name for this address is DNS rebinding.
    if (!LOOPBACK_HOST.test(request.headers.host ?? '')) {
      response.writeHead(403).end();
      return;
    }
    stage.serve(request, response).catch(() => response.destroy());
  };

  return {
    types: [
      { type: 'AWS::ApiGateway::Account', apply: async (resource) => account.apply(resource) },
      ...Object.entries(rows).map(([kind, apply]) => ({
        type: `AWS::ApiGateway::${kind}`,
        apply: async (resource: DeclaredResource) => {
          check(kind, resource);
          return apply(resource);
        },
      })),
    ],
    start: async (wanted) => {
      const served: ServedStage[] = [];
      for (const [at, stage] of stages.entries()) {
        const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) =>
          answer(stage, request, response),
        );
        servers.push(server);
        await new Promise<void>((resolve, reject) => {
          server.once('error', reject);
          server.listen(wanted[at] ?? 0, '127.0.0.1', resolve);
        });
        const { port } = server.address() as AddressInfo;
        const { apiId, stage: name } = stage.spec;
        const api = apis.get(apiId)?.name ?? apiId;
        served.push({ api, apiId, stage: name, port, url: `http://127.0.0.1:${port}` });
      }
      return served;
    },
    close: async () => {
      await Promise.all(
        servers.map((server) => {
          const closed = new Promise<void>((resolve) => server.close(() => resolve()));
          server.closeIdleConnections();
          return closed;
        }),
      );
    },
  };
}
