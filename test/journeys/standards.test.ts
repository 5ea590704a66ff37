import { X509Certificate, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from './awaited.ts';
import type { Answer, Client } from './client.ts';
import { colleague } from './colleagues.ts';
import { startStack, type Stack, type Tenant } from './fixture.ts';

const OPENDSR = '/v1/opendsr';
const EMAIL = 'standardmarkierung@example.org';

let stack: Stack;
let firm: Tenant;
let officer: Client;
beforeAll(async () => {
  stack = await startStack();
  firm = await stack.onboard();
  officer = await colleague(firm, stack, 'officer');
});
afterAll(() => stack.stop());

const now = async (shift = 0) => new Date((await stack.now()) + shift).toISOString();

test('a controller discovers, asks, follows and cancels; every answer verifies with the certificate', async () => {
  const { body: found } = await stack.anybody.get(`${OPENDSR}/discovery`);
  expect(found).toMatchObject({ api_version: '2.0' });
  const pem = await stack.anybody.get(
    new URL(found.processor_certificate as string).pathname.replace(/^.*\/v1/, '/v1'),
  );
  const { publicKey: key, subjectAltName } = new X509Certificate(pem.text);
  expect(subjectAltName).toContain(new URL(found.processor_certificate as string).hostname);
  const verified = ({ headers, text }: Answer) =>
    verify('sha256', Buffer.from(text), key, Buffer.from(headers.get('x-opendsr-signature') ?? '', 'base64'));
  const reference = randomUUID();
  const at = `${OPENDSR}/requests/${reference}`;
  const opened = await firm.client.post(`${OPENDSR}/requests`, {
    regulation: 'gdpr',
    subject_request_id: reference,
    subject_request_type: 'erasure',
    submitted_time: await now(-60_000),
    subject_identities: [{ identity_type: 'email', identity_value: EMAIL, identity_format: 'raw' }],
    api_version: '2.0',
  });
  expect(opened.status, opened.text).toBe(201);
  expect(verified(opened)).toBe(true);
  const listed = await officer.get('/v1/requests');
  expect(listed.text).not.toContain(EMAIL);
  const pending = await firm.client.get(at);
  expect(pending.body).toMatchObject({ request_status: 'pending', controller_id: firm.tenant });
  expect(verified(pending)).toBe(true);
  const cancelled = await firm.client.delete(at);
  expect(cancelled.status, cancelled.text).toBe(202);
  expect(verified(cancelled)).toBe(true);
  expect((await firm.client.get(at)).body).toMatchObject({ request_status: 'cancelled' });
});

test('an authorised agent sets its key up, asks in a person’s name, follows and revokes', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const verifyKey = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64');
  const trusted = await officer.call('PUT', '/v1/authorised-agents/AGENT', {
    body: { name: 'Consumer Agent', verifyKey },
  });
  expect(trusted.status, trusted.text).toBe(200);
  const base = `/public/drp/${firm.tenant}/v1`;
  const times = {
    'agent-id': 'AGENT',
    'business-id': firm.tenant,
    'issued-at': await now(-1000),
    'expires-at': await now(600_000),
    'drp.version': '1.0',
  };
  const signed = (message: object) => {
    const bytes = Buffer.from(JSON.stringify(message));
    return Buffer.concat([sign(null, bytes, privateKey), bytes]).toString('base64');
  };
  const send = (method: string, path: string, message: object | undefined, token?: string) =>
    stack.anybody.call(method, `${base}${path}`, {
      headers: { 'content-type': 'text/plain', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      ...(message ? { body: signed(message) } : {}),
    });
  const setUp = await send('POST', '/agent/AGENT', times);
  expect(setUp.status, setUp.text).toBe(200);
  const { token } = setUp.body as { token: string };
  expect(await send('GET', '/agent/AGENT', undefined, token)).toMatchObject({ status: 200, text: '{}' });
  expect(await send('GET', '/agent/AGENT', undefined)).toMatchObject({ status: 403, text: '' });
  const opened = await send(
    'POST',
    '/data-rights-request',
    { ...times, exercise: 'access', name: 'Jane Standardmarkierung', email: EMAIL },
    token,
  );
  expect(opened.status, opened.text).toBe(200);
  expect(opened.body).toMatchObject({ status: 'open' });
  const at = `/data-rights-request/${String(opened.body.request_id)}`;
  expect((await send('GET', at, undefined, token)).body).toEqual(opened.body);
  expect((await send('DELETE', at, { reason: 'changed my mind' }, token)).body).toMatchObject({
    status: 'revoked',
  });
});

test('a step is told by the function that is deployed for it: it signs, finds nobody at the host, and tries again', async () => {
  const contact = { by: 'email', email: 'desk@example.com' };
  const desk = { kind: 'processor', name: 'Request desk', contact, country: 'DE' };
  const entered = await firm.client.post('/v1/recipients', { ...desk, purposes: ['rights-handling'] });
  expect(entered.status, entered.text).toBe(201);
  // Of this name there is never an address (RFC 6761, section 6.4).
  const host = 'controller.invalid';
  const callbackHosts = [{ host, recipient: entered.body.id }];
  const settings = { body: { callbackHosts } };
  expect((await firm.client.call('PUT', '/v1/standards-settings', settings)).status).toBe(204);
  const reference = randomUUID();
  const opened = await firm.client.post(`${OPENDSR}/requests`, {
    subject_request_id: reference,
    subject_request_type: 'access',
    submitted_time: await now(-60_000),
    subject_identities: [{ identity_type: 'email', identity_value: EMAIL, identity_format: 'raw' }],
    status_callback_urls: [`https://${host}/opendsr`],
  });
  expect(opened.status, opened.text).toBe(201);
  expect((await firm.client.delete(`${OPENDSR}/requests/${reference}`)).status).toBe(202);
  const signed = async (most: number) => {
    const signatures = (await stack.calls())['kms:Sign'] ?? 0;
    expect(signatures).toBeLessThanOrEqual(most);
    return signatures === most ? most : undefined;
  };
  await stack.resetCalls();
  for (const tries of [1, 2]) {
    await stack.advance('PT2M');
    await eventually(stack, () => signed(tries));
  }
});
