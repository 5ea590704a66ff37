import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Authorize, Place, Principal } from '../front/service.ts';
import type { CredentialLookup } from '../iam/credentials.ts';
import type { InvokeOptions } from '../lambda/functions.ts';
import type { InvocationResult } from '../lambda/invocation.ts';
import { servicePrincipal } from '../lambda/registry.ts';
import { AuthorizerCache } from './authorizer.ts';
import {
  authorizerEvent,
  proxyEvent,
  requestContext,
  requestTime,
  type Caller,
  type StageFacts,
} from './event.ts';
import { GatewayFault } from './faults.ts';
import { fillTemplate, renderFault, type Variables } from './gateway-responses.ts';
import type { ApiBody, Route } from './openapi.ts';
import { readReply, send, type ProxyReply } from './reply.ts';
import { apiArn, parseRequest, readPayload, type GatewayRequest } from './request.ts';
import { createRouter, type Matched, type Router } from './routing.ts';
import type { RequestAuthorizer } from './security.ts';
import { authorizeSigned } from './signature.ts';
import { Throttle, type ThrottleSetting } from './throttle.ts';

/** What the gateway needs from the rest of the local cloud. */
export interface GatewayPorts {
  readonly place: Place;
  readonly clock: Clock;
  readonly authorize: Authorize;
  readonly lookup: CredentialLookup;
  readonly invoke: (
    functionArn: string,
    payload: unknown,
    principal: Principal,
    options: InvokeOptions,
  ) => Promise<InvocationResult>;
  /** Lets API Gateway act as a role, for integrations and authorizers with credentials. */
  readonly assume: (roleArn: string, sessionName: string) => Principal;
  readonly accessLog: (group: string, line: string) => void;
  /** Takes one line per unexpected failure; never a value. */
  readonly log?: (line: string) => void;
  /** Hears of every answered request. */
  readonly onRequest?: (record: RequestRecord) => void;
}

/** One answered request for the status page; resource paths only, no values. */
export interface RequestRecord {
  readonly time: number;
  readonly method: string;
  readonly resource: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly requestId: string;
}

/** A stage with everything it serves. */
export interface StageSpec extends StageFacts {
  readonly body: ApiBody;
  readonly throttling: readonly ThrottleSetting[];
  readonly accessLog?: { readonly group: string; readonly format: string };
}

interface Handled {
  readonly matched: Matched | undefined;
  readonly caller: Caller;
  readonly reply: ProxyReply;
}

/** Serves one stage of one REST API. */
export class ApiStage {
  readonly spec: StageSpec;
  readonly #ports: GatewayPorts;
  readonly #cache: AuthorizerCache;
  readonly #throttle: Throttle;
  readonly #router: Router;

  constructor(spec: StageSpec, ports: GatewayPorts) {
    this.spec = spec;
    this.#ports = ports;
    this.#cache = new AuthorizerCache(ports.clock);
    this.#throttle = new Throttle(spec.throttling, ports.clock);
    this.#router = createRouter(spec.body.routes);
  }

  /** Answers one request; whatever goes wrong leaves through the gateway responses. */
  async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { clock, onRequest, accessLog } = this.#ports;
    const started = performance.now();
    let tooLarge: GatewayFault | undefined;
    const body = await readPayload(incoming).catch((error: unknown) => {
      if (!(error instanceof GatewayFault)) throw error;
      tooLarge = error;
      return Buffer.alloc(0);
    });
    const request = parseRequest(incoming, body, this.spec.stage, clock.now());
    const { matched, caller, reply } = await this.#handle(request, tooLarge);
    response.setHeader('date', new Date(clock.now()).toUTCString());
    response.setHeader('x-amz-apigw-id', request.extendedRequestId);
    if (tooLarge !== undefined) response.setHeader('connection', 'close');
    send(response, request.requestId, reply, request.method);
    const milliseconds = performance.now() - started;
    const { method, requestId, time } = request;
    const resource = matched?.route.resource ?? '-';
    onRequest?.({ time, method, resource, status: reply.status, milliseconds, requestId });
    if (this.spec.accessLog !== undefined) {
      const variables = {
        ...this.#variables(request, matched, caller),
        'context.status': String(reply.status),
        'context.responseLatency': String(Math.round(milliseconds)),
        'context.responseLength': String(reply.body.length),
      };
      accessLog(this.spec.accessLog.group, fillTemplate(this.spec.accessLog.format, variables));
    }
  }

  async #handle(request: GatewayRequest, earlier: GatewayFault | undefined): Promise<Handled> {
    const matched = this.#router(request.method, request.path);
    let caller: Caller = {};
    try {
      if (matched === undefined) throw new GatewayFault('MISSING_AUTHENTICATION_TOKEN');
      if (!this.#throttle.admits(matched.route.method, matched.route.resource))
        throw new GatewayFault('THROTTLED');
      caller = await this.#authorize(request, matched);
      if (earlier !== undefined) throw earlier;
      return { matched, caller, reply: await this.#integrate(request, matched, caller) };
    } catch (error) {
      const fault = this.#faultOf(error);
      const variables = this.#variables(request, matched, caller);
      const { accept } = request.incoming.headers;
      const rendered = renderFault(fault, this.spec.body.responses, variables, accept);
      const headers = Object.entries(rendered.headers).map(([name, value]): [string, string[]] => [
        name,
        [value],
      ]);
      const reply = { ...rendered, headers: Object.fromEntries(headers), body: Buffer.from(rendered.body) };
      return { matched, caller, reply };
    }
  }

  #faultOf(error: unknown): GatewayFault {
    if (error instanceof GatewayFault) return error;
    const { name, code } = error as { name?: string; code?: string };
    this.#ports.log?.(`api ${this.spec.apiId}: ${name ?? 'Error'} ${code ?? ''}`.trimEnd());
    return new GatewayFault(
      code === 'RequestTooLargeException' ? 'REQUEST_TOO_LARGE' : 'API_CONFIGURATION_ERROR',
    );
  }

  #methodArn(request: GatewayRequest): string {
    return `${apiArn(this.#ports.place, this.spec.apiId)}/${this.spec.stage}/${request.method}${request.path}`;
  }

  async #authorize(request: GatewayRequest, matched: Matched): Promise<Caller> {
    const { authorization } = matched.route;
    const { lookup, authorize, clock, place } = this.#ports;
    const methodArn = this.#methodArn(request);
    if (authorization.kind === 'open') return {};
    if (authorization.kind === 'iam') {
      const { region, account } = place;
      return authorizeSigned(request, methodArn, { lookup, authorize, now: clock.now(), region, account });
    }
    const { authorizer } = authorization;
    const ask = (): Promise<unknown> => this.#ask(authorizer, request, matched, methodArn);
    return { authorizer: await this.#cache.decide(authorizer, request, this.spec, methodArn, ask) };
  }

  async #ask(
    authorizer: RequestAuthorizer,
    request: GatewayRequest,
    matched: Matched,
    methodArn: string,
  ): Promise<unknown> {
    const context = requestContext(request, matched, this.spec, this.#ports.place);
    const event = authorizerEvent(request, matched, this.spec, context, methodArn);
    const sourceArn = `${apiArn(this.#ports.place, this.spec.apiId)}/authorizers/${authorizer.name}`;
    let result: InvocationResult;
    try {
      result = await this.#call(authorizer, event, sourceArn);
    } catch {
      throw new GatewayFault('AUTHORIZER_CONFIGURATION_ERROR');
    }
    if (result.error === undefined) return JSON.parse(result.payload);
    // The one error text that API Gateway understands (developer guide, "Lambda authorizer output").
    throw new GatewayFault(
      result.error.errorMessage === 'Unauthorized' ? 'UNAUTHORIZED' : 'AUTHORIZER_FAILURE',
    );
  }

  async #integrate(request: GatewayRequest, matched: Matched, caller: Caller): Promise<ProxyReply> {
    const { place } = this.#ports;
    const { route } = matched;
    const { binaryTypes } = this.spec.body;
    const context = requestContext(request, matched, this.spec, place, caller);
    const event = proxyEvent(request, matched, this.spec, context, binaryTypes);
    const sourceArn = `${apiArn(place, this.spec.apiId)}/${this.spec.stage}/${request.method}${route.resource}`;
    const result = await within(route.timeoutMs, this.#call(route, event, sourceArn));
    if (result.error !== undefined) throw new GatewayFault('API_CONFIGURATION_ERROR', { status: 502 });
    return readReply(result.payload, request.incoming.headers.accept, binaryTypes);
  }

  #call(
    target: Pick<Route | RequestAuthorizer, 'functionArn' | 'credentials'>,
    event: unknown,
    sourceArn: string,
  ): Promise<InvocationResult> {
    const { invoke, assume } = this.#ports;
    const { functionArn, credentials } = target;
    const principal =
      credentials === undefined
        ? servicePrincipal('apigateway.amazonaws.com')
        : assume(credentials, 'BackplaneAssumeRoleSession');
    return invoke(functionArn, event, principal, credentials === undefined ? { sourceArn } : {});
  }

  #variables(request: GatewayRequest, matched: Matched | undefined, caller: Caller): Variables {
    const variables: Record<string, string> = {
      'context.accountId': this.#ports.place.account,
      'context.apiId': this.spec.apiId,
      'context.stage': this.spec.stage,
      'context.domainName': request.incoming.headers.host ?? '',
      'context.extendedRequestId': request.extendedRequestId,
      'context.requestId': request.requestId,
      'context.httpMethod': request.method,
      'context.path': request.fullPath,
      'context.protocol': 'HTTP/1.1',
      'context.resourcePath': matched?.route.resource ?? '',
      'context.requestTime': requestTime(request.time),
      'context.requestTimeEpoch': String(request.time),
      'context.identity.sourceIp': request.sourceIp,
      'context.identity.userAgent': request.incoming.headers['user-agent'] ?? '',
    };
    for (const [name, value] of Object.entries(caller.authorizer ?? {}))
      variables[`context.authorizer.${name}`] = value;
    for (const [name, value] of Object.entries(caller.identity ?? {}))
      variables[`context.identity.${name}`] = value;
    for (const [name, value] of Object.entries(this.spec.variables))
      variables[`stageVariables.${name}`] = value;
    return variables;
  }
}

/** The answer, or INTEGRATION_TIMEOUT; the function itself runs on, as on AWS. */
async function within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new GatewayFault('INTEGRATION_TIMEOUT')), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
