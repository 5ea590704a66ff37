import type { Context } from 'aws-lambda';
import { newId } from '../../../shared/kernel/ids.ts';
import type { GatewayEvent } from '../../../shared/http/request-head.ts';

/** A proxy event as the gateway sends it, with what a test wants to be different. */
export function gatewayEvent(
  parts: Partial<GatewayEvent> & { readonly authorizer?: object } = {},
): GatewayEvent {
  const { authorizer, ...event } = parts;
  return {
    resource: '/v1/things',
    httpMethod: 'GET',
    headers: {},
    multiValueHeaders: {},
    pathParameters: null,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    body: null,
    isBase64Encoded: true,
    requestContext: {
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      identity: { sourceIp: '192.0.2.7', userArn: null },
      authorizer: authorizer ?? adminContext(),
    } as unknown as GatewayEvent['requestContext'],
    ...event,
  };
}

/** The authorizer's context of an administrator, as the gateway hands it on (strings only). */
export function adminContext(): Record<string, string> {
  return { tenant: newId(), principal: newId(), role: 'admin', kind: 'human', scopes: '*' };
}

/** JSON as the gateway delivers it under binary types. */
export function jsonBody(value: unknown): Pick<GatewayEvent, 'body' | 'isBase64Encoded' | 'headers'> {
  return textBody(JSON.stringify(value));
}

/** Any text or bytes as a JSON body. */
export function textBody(text: string | Uint8Array) {
  return {
    body: Buffer.from(text as string).toString('base64'),
    isBase64Encoded: true,
    headers: { 'Content-Type': 'application/json' },
  };
}

/** A Lambda context with time enough. */
export const lambdaContext = { getRemainingTimeInMillis: () => 20_000 } as Context;
