import middy from '@middy/core';
import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import type * as z from 'zod';
import type { TenantId } from '../kernel/ids.ts';
import { PROBLEMS, Problem } from '../kernel/problems.ts';
import type { Workspace } from '../store/workspace.ts';
import { operatorOf, permitted, processingOf, tenantCaller } from './caller.ts';
import type { TenantCaller } from './caller.ts';
import { failureLine, refusalOf } from './failure.ts';
import type { Log } from './failure.ts';
import { once } from './once.ts';
import { bodyText, bodyValue } from './request-body.ts';
import type { GatewayEvent } from './request-head.ts';
import { bearerOf, exceptionOf, idempotencyKeyOf, ifMatchOf, queryOf } from './request-head.ts';
import { declaredBody } from './declared-body.ts';
import { answerResponse, problemResponse, refusedResponse } from './response.ts';
import type { AnyRoute, Answer, Caller, Parsed } from './route.ts';
import { violationsOf } from '../catalogue/violations.ts';

/** What a bundle serves and what it serves it with. */
export interface Api<Services> {
  readonly routes: readonly AnyRoute<Services>[];
  readonly services: Services;
  readonly contexts: {
    /** Opens the tenant's workspace for a verified caller; needed once a tenant route is served. */
    readonly tenant?: (tenant: TenantId, caller: Caller) => Workspace | Promise<Workspace>;
  };
  /** Where the line about a failure goes; standard error unless named. */
  readonly log?: Log;
}

/** Milliseconds before the function's end at which an answer is given up, so that the caller gets one of ours. */
const LAST_WORD = 250;

/** The one handler chain of every API function. Of middy it uses the early end before Lambda's time is up. */
export function apiHandler<Services>(api: Api<Services>) {
  const table = routeTable(api);
  const handler = async (event: GatewayEvent): Promise<APIGatewayProxyResult> => {
    const requestId = event.requestContext?.requestId ?? '';
    try {
      return await serve(api, table, event, requestId);
    } catch (error) {
      const refusal = refusalOf(error);
      if (PROBLEMS[refusal.code].status >= 500)
        (api.log ?? console.error)(failureLine(refusal.code, error, event));
      const worded = table.get(event.resource)?.get(event.httpMethod)?.refusal;
      if (worded) return refusedResponse(worded(refusal), refusal, requestId);
      return problemResponse(refusal.code, refusal.members, requestId);
    }
  };
  return middy<GatewayEvent, APIGatewayProxyResult, Error, Context>({
    timeoutEarlyInMillis: LAST_WORD,
    timeoutEarlyResponse: () => problemResponse('timeout'),
  }).handler(handler);
}

type Table<Services> = ReadonlyMap<string, ReadonlyMap<string, AnyRoute<Services>>>;

function routeTable<Services>({ routes, contexts }: Api<Services>): Table<Services> {
  const table = new Map<string, Map<string, AnyRoute<Services>>>();
  for (const route of routes) {
    const name = `${route.method} ${route.path}`;
    const methods = table.get(route.path) ?? new Map<string, AnyRoute<Services>>();
    if (methods.has(route.method)) throw new TypeError(`${name} is listed twice`);
    if (route.audience === 'tenant' && !contexts.tenant)
      throw new TypeError(`${name} needs a tenant context`);
    table.set(route.path, methods.set(route.method, route));
  }
  return table;
}

async function serve<Services>(
  api: Api<Services>,
  table: Table<Services>,
  event: GatewayEvent,
  requestId: string,
): Promise<APIGatewayProxyResult> {
  const methods = table.get(event.resource);
  if (!methods) throw new Problem('not-found');
  const route = methods.get(event.httpMethod);
  if (!route) {
    const refused = problemResponse('method.not-allowed', {}, requestId);
    return { ...refused, headers: { ...refused.headers, Allow: [...methods.keys()].join(', ') } };
  }
  const answer = await useRoute(api, route, event);
  if (route.output === undefined || answer.body === undefined) return answerResponse(answer, requestId);
  return answerResponse({ ...answer, body: await declaredBody(route.output, answer.body) }, requestId);
}

async function useRoute<Services>(
  api: Api<Services>,
  route: AnyRoute<Services>,
  event: GatewayEvent,
): Promise<Answer> {
  if (route.audience === 'tenant') {
    const identity = tenantCaller(event);
    if (!permitted(route, identity.caller)) throw new Problem('forbidden');
    const input = await parse(route, event);
    const { caller } = identity;
    const processing = processingOf(route, caller, exceptionOf(event, route));
    const workspace = await open(api, identity);
    const use = (parsed: typeof input) => route.use(api.services, { workspace, caller, processing }, parsed);
    return once(workspace, caller, route, input, use);
  }
  if (route.audience === 'platform') {
    const operator = operatorOf(event);
    return route.use(api.services, { operator }, await parse(route, event));
  }
  const sourceHint = event.requestContext?.identity?.sourceIp ?? '';
  return route.use(api.services, { sourceHint }, await parse(route, event));
}

async function open<Services>(api: Api<Services>, { tenant, caller }: TenantCaller): Promise<Workspace> {
  const workspace = await api.contexts.tenant?.(tenant, caller);
  if (workspace?.tenant !== tenant)
    throw new TypeError('the workspace is not the one of the verified tenant');
  return workspace;
}

async function parse<Services>(
  route: AnyRoute<Services>,
  event: GatewayEvent,
): Promise<Parsed<unknown, unknown, unknown>> {
  const ifMatch = ifMatchOf(event, route);
  const idempotencyKey = idempotencyKeyOf(event, route);
  const path = await parsePart('/path', route.params, event.pathParameters ?? {});
  const query = await parsePart('/query', route.query, queryOf(event));
  const text = bodyText(event, route);
  const body = route.body ? await parsePart('', route.body, bodyValue(text)) : undefined;
  const bearer = route.bearer && bearerOf(event);
  return {
    path,
    query,
    body,
    ...(route.verbatim && text && { text: text.text }),
    ...(bearer && { bearer }),
    ...(ifMatch !== undefined && { ifMatch }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
}

/** A part by its schema; a part without one has to be empty. */
async function parsePart(pointer: string, schema: z.ZodType | undefined, value: unknown): Promise<unknown> {
  if (!schema) {
    if (Object.keys(value as object).length === 0) return {};
    throw new Problem('request.invalid', { violations: [{ pointer, rule: 'unrecognized_keys' }] });
  }
  const parsed = await schema.safeParseAsync(value);
  if (parsed.success) return parsed.data;
  throw new Problem('request.invalid', {
    violations: violationsOf(pointer, schema, parsed.error.issues, value),
  });
}
