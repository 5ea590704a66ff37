import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { UploadForm } from '../../../../shared/files/objects.ts';
import { createObjects } from '../../../../shared/files/s3-objects.ts';
import { apiHandler } from '../../../../shared/http/chain.ts';
import { PUBLIC_EVIDENCE_ROUTES } from '../../../../shared/http/routes/public-evidence.ts';
import { newId, type Id } from '../../../../shared/kernel/ids.ts';
import { DAY, MINUTE } from '../../../../shared/kernel/time.ts';
import { cancel } from '../../../../shared/rights/decisions/answer.ts';
import { SENT_SIZE } from '../../../../shared/rights/public/evidence-door.ts';
import { FORMS } from '../../../../shared/rights/identity/evidence-link.ts';
import { load } from '../../../../shared/rights/steps/store.ts';
import type { Bench } from '../../../engine/bench.ts';
import type { Bench as ObjectBench } from '../../../local/s3/setup.ts';
import { gatewayEvent, jsonBody, lambdaContext } from '../../http/event.ts';
import { BUCKETS, post } from '../../imports/scene.ts';
import { firmBench, PUBLIC_URL } from '../firm.ts';
import { openBuckets, openOffice, type Office } from './office.ts';

const PASSPORT = '%PDF-1.7 PASSPORT-OF-INES-ALBRECHT-C01X00T47';
const PICTURES = {
  jpeg: Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70),
  png: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0),
};

let bench: Bench;
let s3: ObjectBench;
let office: Office;
let request: Id;
const slept: number[] = [];
beforeAll(async () => {
  bench = await firmBench();
  s3 = await openBuckets();
});
afterAll(async () => {
  await bench.stop();
  await s3.remove();
});
const client = async () => s3.client;
const objects = createObjects({ buckets: BUCKETS, client, fresh: client });
const officer = () => office.firm.as(office.firm.officer);
const evidence = async () => (await load(officer(), request)).evidence;

/** The link in the letter that asks for a document. */
async function asked(): Promise<string> {
  await office.on(request, 'evidence/ask', { impossible: { 'mailbox-code': 'lost' } });
  const mails = await office.firm.post();
  expect(mails.map(({ to }) => to)).toEqual(['ines@example.net']);
  return /\/public\/pages\/evidence\/(\S+)/.exec(mails[0]?.text ?? '')?.[1] ?? '';
}
beforeEach(async () => {
  office = await openOffice(bench, s3);
  await office.firm.person({ name: 'Ines Albrecht', email: 'ines@example.org' });
  const opened = await office.firm.open({ replyTo: 'ines@example.net', language: 'de' });
  request = opened.request.id;
  await office.firm.post();
  await office.on(request, 'doubt', { reason: 'signs-of-impersonation', note: 'Writes of himself' });
});

async function call(
  method: string,
  path: string,
  link: string,
  body?: object,
  query?: Record<string, string>,
) {
  const handler = apiHandler({
    routes: PUBLIC_EVIDENCE_ROUTES,
    services: {
      office: bench.office,
      objects,
      publicUrl: PUBLIC_URL,
      now: bench.now,
      sleep: async (milliseconds: number) => slept.push(milliseconds),
    },
    contexts: {},
  });
  const event = gatewayEvent({
    ...(body ? jsonBody(body) : {}),
    httpMethod: method,
    resource: path,
    pathParameters: { link },
    ...(query ? { queryStringParameters: query } : {}),
    authorizer: {},
  });
  const { statusCode, body: text, headers } = await handler(event, lambdaContext);
  return { statusCode, text, csp: String(headers?.['Content-Security-Policy']) };
}
const page = (link: string) => call('GET', '/public/pages/evidence/{link}', link);
const begin = (link: string) => call('POST', '/public/v1/evidence/{link}/form', link, {});
const complete = async (link: string) => {
  const { statusCode, text } = await call('POST', '/public/v1/evidence/{link}/complete', link, {});
  return statusCode === 200 ? (JSON.parse(text) as { outcome: string }).outcome : statusCode;
};
const sent = async (link: string, bytes: string | Uint8Array) => {
  await post(JSON.parse((await begin(link)).text) as UploadForm, bytes);
  return complete(link);
};

describe('part of IDV-02: the person sends the document that was asked for', () => {
  test('through the link in the letter: it is sealed for the one check, which ends its bytes', async () => {
    const link = await asked();
    bench.advance(7 * DAY);
    expect(await sent(link, PASSPORT)).toBe('arrived');
    expect(await complete(link)).toBe('arrived');
    expect(await evidence()).toMatchObject({ state: 'held' });
    expect(await office.gone(PASSPORT)).toBe(true);
    const { json } = await office.on(request, 'evidence/content');
    expect(await (await fetch(String(json['url']))).text()).toBe(PASSPORT);
    await office.on(request, 'evidence/result', { outcome: 'confirmed' });
    bench.advance(10 * MINUTE);
    await office.tick(request);
    expect(await office.objects()).toBe(0);
    expect(await complete(link)).toBe(404);
  });

  test('its arrival ends the question, so that the clock runs on', async () => {
    const link = await asked();
    const waiting = (await office.on(request, '')).json['clocks'];
    expect(waiting).toMatchObject({ clockStopped: true });
    await sent(link, PASSPORT);
    expect((await office.on(request, '')).json['clocks']).toMatchObject({ clockStopped: false });
  });

  test('as a PDF, a JPEG or a PNG, told by its bytes; anything else is deleted, and another one can be sent', async () => {
    const link = await asked();
    expect(await complete(link)).toBe('nothing');
    for (const other of ['<html>PDF</html>', 'MZ', 'x']) expect(await sent(link, other)).toBe('type');
    expect(await office.objects()).toBe(0);
    expect(await evidence()).toMatchObject({ state: 'asked' });
    expect(await sent(link, PICTURES.jpeg)).toBe('arrived');
  });

  test('as a PNG, and never more than ten megabytes: the bucket refuses them', async () => {
    const link = await asked();
    const form = JSON.parse((await begin(link)).text) as UploadForm;
    expect(await post(form, new Uint8Array(SENT_SIZE + 1))).toBe(400);
    expect(await complete(link)).toBe('nothing');
    expect(await sent(link, PICTURES.png)).toBe('arrived');
  });

  test('on a page in the language of the request that says why, what to cover and when it goes, without scripts', async () => {
    const link = await asked();
    const { text } = await page(link);
    expect(text).toContain('<html lang="de">');
    for (const said of ['Art. 12 Abs. 6 DSGVO', 'Decken Sie alles ab', 'nach dreißig Tagen'])
      expect(text).toContain(said);
    expect(text).not.toMatch(/<script|Ines|example/);
    const formed = await call('POST', '/public/pages/evidence/{link}/form', link, { begin: 'upload' });
    const action = /enctype="multipart\/form-data" action="([^"]+)"/.exec(formed.text)?.[1] ?? '';
    expect(formed.csp).toContain(`form-action 'self' ${new URL(action).origin};`);
    const fields = Object.fromEntries(
      [...formed.text.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value.replaceAll('&#39;', "'").replaceAll('&amp;', '&')],
      ),
    );
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('file', new Blob([PASSPORT]));
    const posted = await fetch(action, { method: 'POST', body: form, redirect: 'manual' });
    const back = new URL(posted.headers.get('location') ?? '');
    expect([posted.status, `${back.origin}${back.pathname}`]).toEqual([
      303,
      `${PUBLIC_URL}/public/pages/evidence/${link}/sent`,
    ]);
    const query = Object.fromEntries(back.searchParams);
    const arrived = await call('GET', '/public/pages/evidence/{link}/sent', link, undefined, query);
    expect(arrived.text).toContain('Ihr Dokument ist angekommen');
    expect(await evidence()).toMatchObject({ state: 'held' });
  });

  test('not through a link that is wrong, was replaced, or is over: one answer, after the same time', async () => {
    const first = await asked();
    const [tenant = '', , secret = ''] = first.split('.');
    await sent(first, PASSPORT);
    await office.on(request, 'evidence/result', { outcome: 'rejected' });
    bench.advance(10 * MINUTE);
    await office.tick(request);
    bench.advance(10 * MINUTE);
    await office.tick(request);
    const link = await asked();
    const wrong = [
      first,
      `${tenant}.${request}.${'A'.repeat(43)}`,
      `${tenant}.${newId()}.${secret}`,
      `${newId()}.${request}.${secret}`,
      'nothing',
    ];
    slept.length = 0;
    const pages = await Promise.all(wrong.map(page));
    expect(new Set(pages.map(({ text }) => text)).size).toBe(1);
    const begun = await Promise.all(wrong.map(begin));
    expect(begun.map(({ statusCode }) => statusCode)).toEqual(wrong.map(() => 404));
    expect(slept).toEqual([...wrong, ...wrong].map(() => 600));
    bench.advance(30 * DAY);
    expect((await page(link)).text).toBe(pages[0]?.text);
    await cancel(officer(), request);
    expect(await complete(link)).toBe(404);
  });

  test('with ten forms at most, so that nobody fills the bucket through one link', async () => {
    const link = await asked();
    for (let form = 0; form < FORMS; form++) expect((await begin(link)).statusCode).toBe(201);
    expect((await begin(link)).statusCode).toBe(429);
  });

  test('but a letter that goes by post has no link', async () => {
    const { request: other } = await office.firm.open({ type: 'access' });
    await office.on(other.id, 'doubt', { reason: 'signs-of-impersonation', note: 'x' });
    await office.on(other.id, 'evidence/ask', { impossible: { 'mailbox-code': 'lost' } });
    const parts = await office.firm.items(`REQ#${other.id}`);
    expect(parts.filter(({ sk }) => sk.startsWith('EVL#'))).toEqual([]);
    expect(parts.filter(({ sk }) => sk.startsWith('MAI#'))).toMatchObject([{ state: 'by-post' }]);
  });
});
