import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Id } from '../../../shared/kernel/ids.ts';
import { DAY, instant } from '../../../shared/kernel/time.ts';
import { findNothing } from '../../../shared/rights/decisions/answer.ts';
import { findExchange } from '../../../shared/standards/exchange.ts';
import { load } from '../../../shared/rights/request/stored.ts';
import { approveCallBack, recordCallBack } from '../../../shared/rights/identity/call-back.ts';
import { step } from '../../../shared/rights/steps/store.ts';
import type { Bench } from '../../engine/bench.ts';
import { firmBench } from '../rights/firm.ts';
import { OPENDSR_ERROR, OPENDSR_REQUEST } from './samples.ts';
import { PUBLIC_URL, newReference, openScene, type Scene } from './scene.ts';

const BASE = '/v1/opendsr';
const HOST = 'examplecontroller.com';

describe('OpenDSR 2.0', () => {
  let bench: Bench;
  let scene: Scene;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    scene = await openScene(bench);
  });

  const sample = (given: object = {}) => ({
    ...OPENDSR_REQUEST,
    submitted_time: instant(bench.now() - DAY),
    status_callback_urls: [] as string[],
    ...given,
  });
  const requestOf = async (reference: string): Promise<Id> => {
    const followed = await findExchange(scene.firm.as(scene.firm.officer), 'opendsr', reference);
    if (!followed) throw new TypeError('no exchange');
    return followed.request.id;
  };
  const { subject_request_id: id } = OPENDSR_REQUEST;

  test('discovery tells what can be asked for, and where the certificate is', async () => {
    const { json } = await scene.call('GET', `${BASE}/discovery`);
    expect(json).toEqual({
      api_version: '2.0',
      supported_identities: [
        { identity_type: 'email', identity_format: 'raw' },
        { identity_type: 'controller_customer_id', identity_format: 'raw' },
      ],
      supported_subject_request_types: ['access', 'portability', 'erasure'],
      processor_certificate: `${PUBLIC_URL}/v1/opendsr/certificate`,
    });
  });

  test('the example of the text is taken: 201 with the bytes as they were sent, signed over the raw body', async () => {
    await scene.declare([HOST]);
    const sent = JSON.stringify(
      sample({ status_callback_urls: OPENDSR_REQUEST.status_callback_urls }),
      undefined,
      2,
    );
    const answer = await scene.call('POST', `${BASE}/requests`, sent);
    expect(answer.status).toBe(201);
    expect(answer.json).toEqual({
      controller_id: scene.firm.tenant,
      subject_request_id: id,
      expected_completion_time: expect.stringMatching(/^2027-03-\d\dT00:00:00\.000Z$/),
      received_time: instant(bench.now()),
      encoded_request: Buffer.from(sent).toString('base64'),
    });
    expect(answer.headers['X-OpenDSR-Processor-Domain']).toBe('opendsr.example-processor.com');
    expect(answer.headers['X-OpenGDPR-Signature']).toBe(answer.headers['X-OpenDSR-Signature']);
    expect(scene.signs(answer.headers, answer.body)).toBe(true);
    expect(scene.signs(answer.headers, `${answer.body} `)).toBe(false);
  });

  test('the clock of the law starts when the person asked the controller, not when the controller passed it on', async () => {
    await scene.call('POST', `${BASE}/requests`, sample());
    const request = await load(scene.firm.as(scene.firm.officer), await requestOf(id));
    expect(request).toMatchObject({
      type: 'erasure',
      channel: 'api',
      receivedAt: instant(bench.now() - DAY),
    });
    expect(request.identification).toBeUndefined();
  });

  test('the same id is the same request; for another right it is refused', async () => {
    const first = await scene.call('POST', `${BASE}/requests`, sample());
    const request = await requestOf(id);
    bench.advance(1000);
    const again = await scene.call('POST', `${BASE}/requests`, sample());
    expect(again.json['received_time']).toBe(first.json['received_time']);
    expect(await requestOf(id)).toBe(request);
    const other = await scene.call('POST', `${BASE}/requests`, sample({ subject_request_type: 'access' }));
    expect(other.status).toBe(400);
  });

  test.each([
    ['a right beyond the three', { subject_request_type: 'rectification' }],
    ['another regulation', { regulation: 'ccpa' }],
    [
      'a hashed identity',
      { subject_identities: [{ ...OPENDSR_REQUEST.subject_identities[0], identity_format: 'sha256' }] },
    ],
    [
      'an identity that nobody is found by',
      { subject_identities: [{ ...OPENDSR_REQUEST.subject_identities[0], identity_type: 'android_id' }] },
    ],
    ['no identity', { subject_identities: [] }],
    ['an id in capitals', { subject_request_id: id.toUpperCase() }],
    ['an id of another version', { subject_request_id: 'a7551968-d5d6-14b2-9831-815ac9017798' }],
    ['a time that is none', { submitted_time: '2018-10-02' }],
    ['a request from the future', { submitted_time: '2099-01-01T00:00:00Z' }],
    ['a callback to a host that nobody declared', { status_callback_urls: ['https://evil.example.com/x'] }],
    ['a callback in clear', { status_callback_urls: [`http://${HOST}/x`] }],
    ['a callback to an address', { status_callback_urls: ['https://169.254.169.254/x'] }],
    ['a callback with credentials', { status_callback_urls: [`https://a:b@${HOST}/x`] }],
    ['a member that is not in the text', { surprise: 'johndoe@example.com' }],
  ])('%s is 400, in the words of the standard and without anything that was sent', async (_, given) => {
    await scene.declare([HOST]);
    const { status, body, json } = await scene.call('POST', `${BASE}/requests`, sample(given));
    expect(status).toBe(400);
    const { error } = json as unknown as typeof OPENDSR_ERROR;
    expect(error).toMatchObject({ code: 400, message: expect.any(String) });
    for (const one of error.errors ?? [])
      expect(Object.keys(one).sort()).toEqual(Object.keys(OPENDSR_ERROR.error.errors[0]).sort());
    expect(body).not.toMatch(/johndoe|evil|169\.254/);
    expect(await findExchange(scene.firm.as(scene.firm.officer), 'opendsr', id)).toBeUndefined();
  });

  test('what is no JSON is 400 as well, and a role that may not open requests 403', async () => {
    expect(await scene.call('POST', `${BASE}/requests`, '{,}')).toMatchObject({ status: 400 });
    const refused = await scene.call('POST', `${BASE}/requests`, sample(), { role: 'readOnly' });
    expect(refused).toMatchObject({ status: 403, json: { error: { code: 403 } } });
  });

  test('the status goes from pending to the end, signed each time', async () => {
    await scene.call('POST', `${BASE}/requests`, sample());
    const status = () => scene.call('GET', `${BASE}/requests/${id}`);
    const pending = await status();
    expect(pending.json).toMatchObject({
      subject_request_id: id,
      request_status: 'pending',
      controller_id: scene.firm.tenant,
      api_version: '2.0',
    });
    expect(scene.signs(pending.headers, pending.body)).toBe(true);
    await findNothing(scene.firm.as(scene.firm.officer), await requestOf(id));
    expect((await status()).json).toMatchObject({ request_status: 'completed', results_count: 0 });
  });

  test('a request is cancelled while it is pending, and not afterwards', async () => {
    await scene.firm.person({ name: 'John Doe', email: 'johndoe@example.com', phone: '+49 30 901820' });
    const cancel = (of: string) => scene.call('DELETE', `${BASE}/requests/${of}`);
    await scene.call('POST', `${BASE}/requests`, sample());
    const answer = await cancel(id);
    expect(answer).toMatchObject({ status: 202, json: { subject_request_id: id, api_version: '2.0' } });
    expect(scene.signs(answer.headers, answer.body)).toBe(true);
    expect((await scene.call('GET', `${BASE}/requests/${id}`)).json).toMatchObject({
      request_status: 'cancelled',
    });
    expect((await cancel(id)).status).toBe(202);

    const later = newReference();
    await scene.call(
      'POST',
      `${BASE}/requests`,
      sample({ subject_request_id: later, submitted_time: instant(bench.now()) }),
    );
    const request = await requestOf(later);
    const officer = scene.firm.as(scene.firm.officer);
    await recordCallBack(officer, request, 'Confirmed');
    await approveCallBack(scene.firm.as(scene.firm.secondOfficer), request);
    await step(officer, request, 'prepare');
    expect(await cancel(later)).toMatchObject({ status: 400, json: { error: { code: 400 } } });
  });

  test('a cancellation ends nothing that the person asked for as well', async () => {
    const { request } = await scene.firm.open({
      identifiers: [{ kind: 'email', value: 'johndoe@example.com' }],
    });
    await scene.call('POST', `${BASE}/requests`, sample());
    expect(await requestOf(id)).toBe(request.id);
    expect((await scene.call('DELETE', `${BASE}/requests/${id}`)).status).toBe(202);
    expect((await scene.call('GET', `${BASE}/requests/${id}`)).json).toMatchObject({
      request_status: 'cancelled',
    });
    expect((await load(scene.firm.as(scene.firm.officer), request.id)).state).toBe('received');
  });

  test('what another business asked for is not there', async () => {
    await scene.call('POST', `${BASE}/requests`, sample());
    const other = await openScene(bench);
    expect(await other.call('GET', `${BASE}/requests/${id}`)).toMatchObject({ status: 404 });
    expect(await other.call('DELETE', `${BASE}/requests/${id}`)).toMatchObject({ status: 404 });
  });

  test('the routes of OpenGDPR are honoured', async () => {
    expect((await scene.call('POST', `${BASE}/opengdpr_requests`, sample())).status).toBe(201);
    expect((await scene.call('GET', `${BASE}/opengdpr_requests/${id}`)).status).toBe(200);
    expect((await scene.call('DELETE', `${BASE}/opengdpr_requests/${id}`)).status).toBe(202);
  });
});
