import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { tenantContext } from '../../../shared/http/caller.ts';
import { apiHandler } from '../../../shared/http/chain.ts';
import { PUBLIC_ROUTES } from '../../../shared/http/routes/public.ts';
import { REQUEST_ROUTES } from '../../../shared/http/routes/requests.ts';
import { MINUTE, instant } from '../../../shared/kernel/time.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import type { Bench } from '../../engine/bench.ts';
import { adminContext, gatewayEvent, jsonBody, lambdaContext } from '../http/event.ts';
import type { Firm } from './firm.ts';
import { PUBLIC_URL, codeIn, firmBench, linkIn, openFirm, wrongCode } from './firm.ts';

type Json = Record<string, never> & { readonly id: string };

describe('requests over HTTP', () => {
  let bench: Bench;
  let firm: Firm;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    firm = await openFirm(bench);
  });

  const issuePackageUrl = async () => ({ url: 'https://example.org/zip', expiresAt: instant(bench.now()) });

  async function call(
    method: string,
    resource: string,
    pathParameters: Record<string, string> | null,
    body?: unknown,
    caller: { readonly role?: string; readonly principal?: string } = {},
  ) {
    const handler = apiHandler({
      routes: REQUEST_ROUTES,
      services: { start: firm.start, issuePackageUrl, publicUrl: PUBLIC_URL, stopWindowSeconds: 60 },
      contexts: { tenant: tenantContext(bench.office) },
    });
    const who = { ...adminContext(), tenant: firm.tenant, role: 'officer', principal: firm.officer };
    const sent = body === undefined ? {} : jsonBody(body);
    const event = gatewayEvent({
      ...sent,
      httpMethod: method,
      resource,
      pathParameters,
      authorizer: { ...who, ...caller },
    });
    const answer = await handler(event, lambdaContext);
    return { ...answer, json: (answer.body ? JSON.parse(answer.body) : {}) as Json };
  }

  async function open(resource: string, link: string, body?: object, form = false) {
    const handler = apiHandler({
      routes: PUBLIC_ROUTES,
      services: { office: bench.office, now: bench.now, sleep: async () => undefined, issuePackageUrl },
      contexts: {},
    });
    const text = form ? new URLSearchParams(body as Record<string, string>).toString() : '';
    const sent = form
      ? {
          body: Buffer.from(text).toString('base64'),
          headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        }
      : jsonBody(body ?? {});
    const event = gatewayEvent({
      ...(body === undefined ? {} : sent),
      httpMethod: body === undefined ? 'GET' : 'POST',
      resource,
      pathParameters: { link },
      authorizer: {},
    });
    return handler(event, lambdaContext);
  }

  const given = () => ({
    type: 'erasure',
    identifiers: [{ kind: 'email', value: 'ines@example.org' }],
    channel: 'email',
    receivedAt: instant(bench.now()),
    language: 'en',
  });

  test('a request is opened, read, challenged and confirmed on a page without scripts', async () => {
    await firm.person({ name: 'Ines Albrecht', email: 'ines@example.org' });
    const opened = await call('POST', '/v1/requests', null, given());
    expect(opened).toMatchObject({ statusCode: 201, json: { state: 'received', candidates: { length: 1 } } });
    const again = await call('POST', '/v1/requests', null, given());
    expect(again).toMatchObject({
      statusCode: 200,
      json: { id: opened.json.id, duplicateOf: opened.json.id },
    });
    const at = { id: opened.json.id };
    const read = await call('GET', '/v1/requests/{id}', at);
    expect(read.json).toMatchObject({ content: { identifiers: given().identifiers } });
    expect(opened.body).not.toContain('ines@');
    const sent = await call('POST', '/v1/requests/{id}/challenge', at, { via: 'email' });
    expect(sent).toMatchObject({ statusCode: 200, json: { state: 'verifying' } });
    const link = linkIn((await firm.post())[0]);
    const page = await open('/public/pages/verify/{link}', link);
    expect(page).toMatchObject({ statusCode: 200 });
    expect(page.body).not.toMatch(/<script|src=|https?:/);
    await open('/public/pages/verify/{link}/code', link, { send: 'code' }, true);
    const code = codeIn((await firm.post())[0]);
    const wrong = await open('/public/pages/verify/{link}/answer', link, { code: wrongCode(code) }, true);
    expect(wrong.body).toContain('do not belong together');
    const right = await open('/public/pages/verify/{link}/answer', link, { code }, true);
    expect(right.body).toContain('Your request is confirmed');
    expect((await call('GET', '/v1/requests/{id}', at)).json).toMatchObject({ state: 'verified' });
    const history = await call('GET', '/v1/requests/{id}/history', at);
    const lines = history.json['items'] as unknown as { readonly step?: string }[];
    const steps = new Set(lines.map((line) => line.step));
    for (const step of ['open', 'challenge', 'verify']) expect(steps).toContain(step);
  });

  test('part of IDV-02: unknown and wrong answers of the public routes are the same bytes', async () => {
    await firm.person({ name: 'Ines Albrecht', email: 'ines@example.org' });
    const { request } = await firm.open();
    await call('POST', '/v1/requests/{id}/challenge', { id: request.id }, { via: 'email' });
    const link = linkIn((await firm.post())[0]);
    const answers = [];
    const asked = [];
    for (const each of [link, `${firm.tenant}.${request.id}.${'B'.repeat(43)}`, 'x', `${newId()}.x`]) {
      asked.push(await open('/public/v1/challenges/{link}/code', each, {}));
      answers.push(await open('/public/v1/challenges/{link}/answer', each, { code: '12345678' }));
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    for (const answer of asked) expect(answer).toEqual(asked[0]);
    expect(answers[0]?.statusCode).toBe(401);
    expect(asked[0]?.statusCode).toBe(202);
    bench.advance(MINUTE);
  });

  test('sales opens requests and neither reads nor decides them; another tenant finds nothing', async () => {
    const opened = await call('POST', '/v1/requests', null, given(), { role: 'sales' });
    const at = { id: opened.json.id };
    expect((await call('GET', '/v1/requests/{id}', at, undefined, { role: 'sales' })).statusCode).toBe(403);
    expect((await call('POST', '/v1/requests/{id}/approve', at, {}, { role: 'admin' })).statusCode).toBe(403);
    const elsewhere = await openFirm(bench, 'FR');
    const handler = apiHandler({
      routes: REQUEST_ROUTES,
      services: { start: firm.start, issuePackageUrl, publicUrl: PUBLIC_URL, stopWindowSeconds: 60 },
      contexts: { tenant: tenantContext(bench.office) },
    });
    const authorizer = { ...adminContext(), tenant: elsewhere.tenant, role: 'officer' };
    const answers = await Promise.all(
      [at, { id: newId() }].map((pathParameters) =>
        handler(gatewayEvent({ resource: '/v1/requests/{id}', pathParameters, authorizer }), lambdaContext),
      ),
    );
    expect(answers[0]).toMatchObject({ statusCode: 404 });
    expect(answers[0]).toEqual(answers[1]);
  });
});
