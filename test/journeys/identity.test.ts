import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, inMail } from './awaited.ts';
import type { Client } from './client.ts';
import { colleague } from './colleagues.ts';
import { startStack, type Stack, type Tenant } from './fixture.ts';
import { encodings, filesBelow } from './state-files.ts';

const PASSPORT = '%PDF-1.7 PASSPORT-OF-INES-ALBRECHT-C01X00T47';

let stack: Stack;
let firm: Tenant;
let officer: Client;
beforeAll(async () => {
  stack = await startStack();
  firm = await stack.onboard();
  officer = await colleague(firm, stack, 'officer');
});
afterAll(() => stack.stop());

/** Fills in the form of a page as a browser does, and follows where the bucket leads. */
async function sent(page: string, file: string): Promise<Response> {
  const form = new FormData();
  for (const [, name = '', value = ''] of page.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g))
    form.set(name, value.replaceAll('&amp;', '&'));
  form.set('file', new Blob([file]));
  return fetch(/multipart\/form-data" action="([^"]+)"/.exec(page)?.[1] ?? '', {
    method: 'POST',
    body: form,
  });
}

interface Seen {
  readonly id: string;
  readonly state: string;
  readonly evidence?: { readonly state: string; readonly goneAt?: string };
}

test('part of IDV-02: a document is asked for after a doubt, sent through the link in the letter, looked at once and deleted everywhere; what came of it stays', async () => {
  const email = 'ines@example.org';
  await firm.client.post('/v1/contacts', { name: 'Ines Albrecht', email });
  await stack.advance('PT1H');
  const opened = await officer.post('/v1/requests', {
    type: 'access',
    channel: 'email',
    identifiers: [{ kind: 'email', value: email }],
    replyTo: 'ines@example.net',
    language: 'en',
    receivedAt: new Date((await stack.now()) - 60_000).toISOString(),
  });
  const { id } = opened.body as unknown as Seen;
  const at = `/v1/requests/${id}`;
  expect((await officer.post(`${at}/evidence/ask`, {})).status).toBe(422);
  await officer.post(`${at}/doubt`, { reason: 'new-contact-data', note: 'Changed yesterday' });
  const asked = await officer.post(`${at}/evidence/ask`, { impossible: { 'mailbox-code': 'contested' } });
  expect(asked.body).toMatchObject({ state: 'verifying', clocks: { clockStopped: true } });
  const link = await inMail(stack, 'ines@example.net', /\/public\/pages\/evidence\/(\S+)/);
  const page = `/public/pages/evidence/${link}`;
  expect((await stack.anybody.get(page)).text).toContain('Cover everything but your name');
  const form = await stack.anybody.post(`${page}/form`, { begin: 'upload' });
  const arrived = await sent(form.text, PASSPORT);
  expect([arrived.url.includes(`${page}/sent`), await arrived.text()]).toEqual([
    true,
    expect.stringContaining('Your document has arrived'),
  ]);
  const held = await officer.get(at);
  expect(held.body).toMatchObject({ evidence: { state: 'held' } });
  expect((await firm.client.post(`${at}/evidence/content`, {})).status).toBe(403);
  const opening = await officer.post(`${at}/evidence/content`, {});
  const { url } = opening.body as unknown as { readonly url: string };
  expect(await (await fetch(url)).text()).toBe(PASSPORT);
  const decided = await officer.post(`${at}/evidence/result`, { outcome: 'confirmed' });
  expect(decided.body).toMatchObject({ state: 'verified', identification: { method: 'document' } });
  expect((await fetch(url)).status).not.toBe(200);
  const gone = await eventually(stack, async () => {
    await stack.advance('PT1M');
    const { body } = await officer.get(at);
    const { evidence } = body as unknown as Seen;
    return evidence?.goneAt ? evidence : undefined;
  });
  expect(gone).toMatchObject({ state: 'confirmed' });
  const objects = filesBelow(stack.stateDir, 's3');
  expect(objects.filter(({ path }) => path.includes('blobs'))).toEqual([]);
  for (const [, form] of encodings(PASSPORT))
    expect(filesBelow(stack.stateDir).filter(({ bytes }) => bytes.includes(form))).toEqual([]);
});
