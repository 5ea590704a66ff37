import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './awaited.ts';
import { caseFileOf } from './case-file.ts';
import type { Client } from './client.ts';
import type { Stack, Tenant } from './fixture.ts';
import { startStack } from './fixture.ts';

interface Seen {
  readonly id: string;
  readonly state: string;
}

describe('requests of data subjects on the running template', () => {
  let stack: Stack;
  let firm: Tenant;
  const officers: Client[] = [];

  beforeAll(async () => {
    stack = await startStack();
    firm = await stack.onboard();
    for (const name of ['Olaf Officer', 'Olga Officer']) {
      const email = `${name.slice(0, 4).toLowerCase()}@example.org`;
      const member = await firm.client.post('/v1/members', { kind: 'human', role: 'officer', name, email });
      const { id } = member.body as { id: string };
      const made = await firm.client.post(`/v1/members/${id}/keys`, {});
      officers.push(stack.client((made.body as { apiKey: string }).apiKey));
    }
  });
  afterAll(() => stack.stop());

  /** What a pattern finds in the newest mail that has it. */
  const inMail = (to: string, pattern: RegExp): Promise<string> =>
    eventually(stack, async () => {
      const mails = (await stack.outbox({ to })).toSorted((a, b) => b.time - a.time);
      return mails.map((mail) => pattern.exec(`${mail.subject}\n${mail.text}`)?.[1]).find(Boolean);
    });

  const reaches = (id: string, state: string) =>
    eventually(stack, async () => {
      const { body } = await (officers[0] as Client).get(`/v1/requests/${id}`);
      return (body as Seen).state === state ? (body as Seen) : undefined;
    });

  test('part of DSR-03: an erasure is asked for by mail, confirmed with a code, approved by a second officer, carried out after the stop window and answered', async () => {
    const [first, second] = officers as [Client, Client];
    const to = 'ines@example.org';
    const created = await firm.client.post('/v1/contacts', { name: 'Ines Albrecht', email: to });
    expect(created.status).toBe(201);
    await stack.advance('PT1H');
    const opened = await first.post('/v1/requests', {
      type: 'erasure',
      channel: 'email',
      identifiers: [{ kind: 'email', value: to }],
      receivedAt: new Date((await stack.now()) - 60_000).toISOString(),
      language: 'en',
    });
    expect(opened.status).toBe(201);
    const { id } = opened.body as Seen;
    expect((await first.post(`/v1/requests/${id}/challenge`, { via: 'email' })).status).toBe(200);
    const link = await inMail(to, /\/public\/pages\/verify\/(\S+)/);
    const page = await stack.anybody.get(`/public/pages/verify/${link}`);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect((await stack.anybody.post(`/public/v1/challenges/${link}/code`, {})).status).toBe(202);
    const code = await inMail(to, /Your code: (\d{8})/);
    const answered = await stack.anybody.post(`/public/v1/challenges/${link}/answer`, { code });
    expect(answered.status).toBe(200);
    expect((await first.post(`/v1/requests/${id}/prepare`, {})).status).toBe(200);
    await reaches(id, 'review');
    expect((await first.post(`/v1/requests/${id}/approve`, {})).status).toBe(409);
    expect((await second.post(`/v1/requests/${id}/approve`, {})).status).toBe(200);
    await stack.advance('PT2M');
    await eventually(stack, async () => {
      const { body } = await first.get(`/v1/requests/${id}`);
      const { state } = body as Seen;
      if (state === 'failed' || state === 'partly-done') throw new Error(state);
      if (state === 'executing') await stack.advance('PT1M');
      return state === 'done' ? true : undefined;
    });
    await inMail(to, /(have been erased)/);
    const lookUp = await firm.client.post('/v1/contacts/lookup', { email: to });
    expect((lookUp.body as { items?: unknown[] }).items ?? []).toEqual([]);
    await stack.advance('PT2H');
    await eventually(stack, async () => {
      const { body } = await first.get(`/v1/requests/${id}`);
      return (body as { keyEndedAt?: string }).keyEndedAt;
    });
    await caseFileOf(first, id, ['Ines', 'example.org']);
  });
});
