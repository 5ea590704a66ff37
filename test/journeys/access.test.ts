import { setTimeout as pauseFor } from 'node:timers/promises';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from './client.ts';
import { startStack, type Stack, type Tenant } from './fixture.ts';

let stack: Stack;
let firm: Tenant;
let officer: Client;

beforeAll(async () => {
  stack = await startStack();
  firm = await stack.onboard();
  const body = { kind: 'human', role: 'officer', name: 'Olga Officer', email: 'olga@example.org' };
  const member = await firm.client.post('/v1/members', body);
  const made = await firm.client.post(`/v1/members/${member.body.id}/keys`, {});
  officer = stack.client(made.body.apiKey as string);
});
afterAll(() => stack.stop());

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await pauseFor(50);
  }
  throw new Error(`it does not happen: ${stack.lines.slice(-5).join('\n')}`);
}

/** What a pattern finds in a mail since a moment. */
const inMail = (to: string, pattern: RegExp, after = 0): Promise<string> =>
  eventually(async () => {
    const mails = (await stack.outbox({ to })).filter(({ time }) => time >= after);
    return mails.map((mail) => pattern.exec(`${mail.subject}\n${mail.text}`)?.[1]).find(Boolean);
  });

test('part of DSR-01: a person asks, proves the mailbox, and fetches everything that is held by a fresh code', async () => {
  const to = 'ines@example.org';
  const person = await firm.client.post('/v1/contacts', { name: 'Ines Albrecht', email: to });
  const about = person.body.id as string;
  await firm.client.post('/v1/notes', { about, text: 'prefers oak' });
  const uploaded = await firm.client.post('/v1/files', {
    about,
    name: 'contract.txt',
    mediaType: 'text/plain',
  });
  const form = new FormData();
  for (const [name, value] of Object.entries(uploaded.body.upload.fields as Record<string, string>))
    form.set(name, value);
  form.set('file', new Blob(['the text of a contract']));
  await fetch(uploaded.body.upload.url as string, { method: 'POST', body: form });
  expect((await firm.client.call('POST', `/v1/files/${uploaded.body.id}/complete`)).status).toBe(200);
  await stack.advance('PT1H');
  const opened = await officer.post('/v1/requests', {
    type: 'access',
    channel: 'email',
    identifiers: [{ kind: 'email', value: to }],
    receivedAt: new Date((await stack.now()) - 60_000).toISOString(),
    language: 'en',
  });
  const id = opened.body.id as string;
  const at = `/v1/requests/${id}`;
  await officer.post(`${at}/challenge`, { via: 'email' });
  const link = await inMail(to, /\/public\/pages\/verify\/(\S+)/);
  await stack.anybody.post(`/public/v1/challenges/${link}/code`, {});
  const code = await inMail(to, /Your code: (\d{8})/);
  expect((await stack.anybody.post(`/public/v1/challenges/${link}/answer`, { code })).status).toBe(200);
  expect((await officer.post(`${at}/prepare`, {})).status).toBe(200);
  await eventually(async () => {
    const { state } = (await officer.get(at)).body as { state: string };
    if (state === 'failed') throw new Error(stack.lines.slice(-5).join('\n'));
    return state === 'review' ? true : undefined;
  });
  const summary = await officer.get(`${at}/package`);
  expect(summary.status, summary.text).toBe(200);
  expect(summary.body).toMatchObject({
    counts: { records: 3, linked: 0, files: 1, undecided: 0 },
    review: [],
  });
  const released = await officer.post(`${at}/release`, {});
  expect(released.status, released.text).toBe(200);
  const collect = await inMail(to, /\/public\/pages\/collect\/(\S+)/);
  await stack.advance('PT2M');
  const since = await stack.now();
  await stack.anybody.post(`/public/v1/collect/${collect}/code`, {});
  const fresh = await inMail(to, /Your code: (\d{8})/, since);
  const answer = await stack.anybody.post(`/public/v1/collect/${collect}/answer`, { code: fresh });
  expect(answer.status, answer.text).toBe(200);
  const response = await fetch(answer.body.url as string);
  const entries = unzipSync(new Uint8Array(await response.arrayBuffer()));
  const data = strFromU8(entries['data.json'] as Uint8Array);
  for (const held of ['Ines Albrecht', to, 'prefers oak', 'contract.txt']) expect(data).toContain(held);
  const [file] = Object.entries(entries).filter(([name]) => name.startsWith('files/'));
  expect(strFromU8(file?.[1] as Uint8Array)).toBe('the text of a contract');
  await stack.advance('PT6M');
  expect((await fetch(answer.body.url as string)).status).toBe(403);
});
