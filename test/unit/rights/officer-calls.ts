import { tenantContext } from '../../../shared/http/caller.ts';
import { apiHandler } from '../../../shared/http/chain.ts';
import type { Route } from '../../../shared/http/route.ts';
import { adminContext, gatewayEvent, jsonBody, lambdaContext } from '../http/event.ts';
import type { Firm } from './firm.ts';

/** What is sent with a call. */
export interface Sent {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly role?: string;
  readonly principal?: string;
  /** The `Idempotency-Key`. */
  readonly key?: string;
}
/** Calls routes as the gateway does, as the first officer unless somebody else is named. */
export type OfficerCalls = (
  method: string,
  resource: string,
  sent?: Sent,
) => Promise<{ readonly statusCode: number; readonly json: Readonly<Record<string, unknown>> }>;

const repeated = (query: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value]]));

/** Calls to some routes of a firm, with what their bundle wires. */
export function officerCalls<Services>(
  firm: Firm,
  routes: readonly Route<'tenant', Services>[],
  services: Services,
): OfficerCalls {
  const handler = apiHandler({ routes, services, contexts: { tenant: tenantContext(firm.bench.office) } });
  return async (
    httpMethod,
    resource,
    { path = null, query = null, body, role = 'officer', principal, key } = {},
  ) => {
    const caller = { tenant: firm.tenant, role, principal: principal ?? firm.officer };
    const sent = body === undefined ? { headers: {} } : jsonBody(body);
    const event = gatewayEvent({
      ...sent,
      headers: { ...sent.headers, ...(key && { 'Idempotency-Key': key }) },
      httpMethod,
      resource,
      pathParameters: path,
      queryStringParameters: query,
      multiValueQueryStringParameters: query && repeated(query),
      authorizer: { ...adminContext(), ...caller },
    });
    const { statusCode, body: text } = await handler(event, lambdaContext);
    return { statusCode, json: (text ? JSON.parse(text) : {}) as Record<string, unknown> };
  };
}
