import * as z from 'zod';
import { describe, expect, test } from 'vitest';
import { apiHandler } from '../../../shared/http/chain.ts';
import type { Route } from '../../../shared/http/route.ts';
import { Problem } from '../../../shared/kernel/problems.ts';
import { gatewayEvent, lambdaContext, textBody } from './event.ts';

const served = { audience: 'public', processing: 'none', function: 'public' } as const;

const ROUTES: readonly Route<'public', undefined>[] = [
  {
    ...served,
    method: 'POST',
    path: '/public/signed',
    summary: 'Takes a signed text',
    media: 'text/plain',
    bearer: true,
    bodyLimit: 10,
    body: z.string(),
    refusal: ({ code }) => (code === 'forbidden' ? { status: 403 } : { status: 400, body: { code } }),
    use: async (_, _context, { body, bearer }) => {
      if (bearer !== 'good') throw new Problem('forbidden');
      return {
        status: 200,
        text: { type: 'text/plain', content: body as string },
        headers: { 'X-Sign': 's' },
      };
    },
  },
  {
    ...served,
    method: 'POST',
    path: '/public/echo',
    summary: 'Echoes what was sent',
    verbatim: true,
    body: z.object({ a: z.int() }),
    use: async (_, _context, { text, body }) => ({ status: 200, body: { text, body: body as unknown } }),
  },
];

const handler = apiHandler({ routes: ROUTES, services: undefined, contexts: {}, log: () => undefined });
const call = (resource: string, text: string, headers: Record<string, string>) =>
  handler(
    gatewayEvent({ ...textBody(text), httpMethod: 'POST', resource, headers, authorizer: {} }),
    lambdaContext,
  );
const PLAIN = { 'Content-Type': 'text/plain', Authorization: 'Bearer good' };

describe('a route of a standard', () => {
  test('reads a text, and sends one with headers of its own', async () => {
    const answer = await call('/public/signed', 'c2lnbmVk', PLAIN);
    expect(answer).toMatchObject({ statusCode: 200, body: 'c2lnbmVk' });
    expect(answer.headers).toMatchObject({ 'Content-Type': 'text/plain', 'X-Sign': 's' });
  });

  test('refuses JSON where a text is read, and a text where JSON is', async () => {
    const json = { ...PLAIN, 'Content-Type': 'application/json' };
    expect(await call('/public/signed', '{}', json)).toMatchObject({
      statusCode: 400,
      body: '{"code":"media-type.unsupported"}',
    });
    expect(await call('/public/echo', '{"a":1}', PLAIN)).toMatchObject({ statusCode: 415 });
  });

  test('bounds a text as any other body', async () => {
    expect(await call('/public/signed', 'x'.repeat(11), PLAIN)).toMatchObject({
      body: '{"code":"request.too-large"}',
    });
  });

  test('words its refusals itself; one without a body is empty', async () => {
    const stranger = { 'Content-Type': 'text/plain' };
    const answer = await call('/public/signed', 'x', stranger);
    expect(answer).toMatchObject({ statusCode: 403, body: '' });
    expect(answer.headers).not.toHaveProperty('Content-Type');
    expect(answer.headers).toHaveProperty('Cache-Control', 'no-store');
  });

  test('hands the text over as it was sent, beside what was parsed', async () => {
    const sent = '{ "a" : 1 }';
    const answer = await call('/public/echo', sent, { 'Content-Type': 'application/json' });
    expect(JSON.parse(answer.body)).toEqual({ text: sent, body: { a: 1 } });
  });
});
