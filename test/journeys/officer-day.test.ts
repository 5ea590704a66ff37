import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, day } from '../../shared/kernel/time.ts';
import { eventually, inMail } from './awaited.ts';
import { caseFileOf } from './case-file.ts';
import type { Client } from './client.ts';
import { accepted, openDesk, type Desk } from './exercise.ts';
import { startStack, type Stack } from './fixture.ts';

describe('the day of the officers', () => {
  let stack: Stack;
  let desk: Desk;
  let second: Client;
  let secondId: string;
  beforeAll(async () => {
    stack = await startStack();
    desk = await openDesk(stack);
    const email = 'tomas@lindqvist.example.org';
    const { client } = desk.firm;
    secondId = accepted(
      await client.post('/v1/members', { kind: 'human', role: 'officer', name: 'Tomás Vidal', email }),
    ).body.id;
    second = stack.client(accepted(await client.post(`/v1/members/${secondId}/keys`, {})).body.apiKey);
  });
  afterAll(() => stack.stop());

  /** The period of the last days. */
  const lately = async () => {
    const now = await stack.now();
    return `from=${day(now - 30 * DAY)}&to=${day(now)}`;
  };

  test('a request is assigned, found in the queue, previewed, refused, and its signed file verifies offline', async () => {
    const noor = await desk.person('Noor Haddad', 'noor@example.org');
    const request = await desk.exercise('access', noor);
    const path = `/v1/requests/${request}`;
    const assignment = { assignee: secondId, deputy: null };
    accepted(await desk.officer.call('PUT', `${path}/assignment`, { body: assignment }));
    accepted(await second.post(`${path}/notes`, { text: 'Others are named on every page' }));
    // The order of the queue lags.
    const mine = await eventually(stack, async () => {
      const { body } = accepted(await second.get('/v1/requests/queue?filter[whose]=mine'));
      return body.items.length > 0 ? body.items : undefined;
    });
    expect(mine).toMatchObject([{ id: request, overdue: false, waitsFor: 'officer' }]);
    const refusal = { reasons: ['rights-of-others'], explanation: 'Others are named on every page.' };
    const { body: preview } = accepted(
      await second.post(`${path}/letters/preview`, { outcome: 'refused', ...refusal }),
    );
    expect(preview.items).toMatchObject([{ template: 'refused', by: 'email' }]);
    accepted(await second.post(`${path}/refuse`, refusal));
    await inMail(stack, noor.email, new RegExp(`(${preview.items[0].subject})`));
    await desk.settles(request);
    await caseFileOf(second, request, ['Noor', 'example.org', 'every page']);
    expect((await desk.firm.client.get(`${path}/case-file`)).status).toBe(403);
    const told = await eventually(stack, async () => {
      const statistics = `/v1/requests/statistics?${await lately()}`;
      const { body: counted } = accepted(await desk.firm.client.get(statistics));
      return counted.count > 0 ? counted : undefined;
    });
    expect(told).toMatchObject({ count: 1 });
  });

  /** Two officers put a hold in force. */
  const placed = async (person: string, records: string[] | 'all'): Promise<string> => {
    const asked = { person, records, reason: 'claim', note: 'Unpaid deliveries', reviewOn: '2099-01-01' };
    const { body: hold } = accepted(await desk.officer.post('/v1/holds', asked));
    expect((await desk.officer.post(`/v1/holds/${hold.id}/approve`, {})).status).toBe(409);
    accepted(await second.post(`/v1/holds/${hold.id}/approve`, {}));
    return hold.id;
  };
  const released = async (hold: string): Promise<void> => {
    accepted(await desk.officer.post(`/v1/holds/${hold}/request-release`, {}));
    accepted(await second.post(`/v1/holds/${hold}/approve-release`, {}));
  };

  test('a hold that two officers place keeps an erasure back, and its release lets the same request go on', async () => {
    const ines = await desk.person('Ines Albrecht', 'ines@example.org');
    const hold = await placed(ines.person, 'all');
    const request = await desk.exercise('erasure', ines);
    expect(await desk.step(request, 'prepare')).toMatchObject({ state: 'blocked', blocked: { by: 'hold' } });
    await released(hold);
    expect(await desk.reaches(request, 'review')).not.toHaveProperty('blocked');
  });

  test('a hold on one note keeps that note for the officers, lets everything else go, and its release ends it', async () => {
    const ines = await desk.person('Ines Vidal', 'ines.vidal@example.org');
    const text = 'Promised to pay in May';
    const { body: note } = accepted(await desk.firm.client.post('/v1/notes', { about: ines.contact, text }));
    const hold = await placed(ines.person, [note.id]);
    const request = await desk.exercise('erasure', ines);
    await desk.step(request, 'prepare');
    await desk.reaches(request, 'review');
    const { body: plan } = accepted(await desk.officer.get(`/v1/requests/${request}/plan`));
    const kept = plan.items.filter((item: { act: string }) => item.act === 'keep');
    expect(kept).toMatchObject([{ target: note.id, ground: 'Art. 17(3)(e)', held: [{ hold }] }]);
    accepted(await second.post(`/v1/requests/${request}/approve`, {}));
    await desk.reaches(request, 'done');
    const found = async () => accepted(await second.post('/v1/kept/lookup', { number: hold })).body.items;
    expect(await found()).toMatchObject([{ type: 'note', hold, fields: { text } }]);
    expect((await desk.officer.get(`/v1/contacts/${ines.contact}`)).status).toBe(404);
    await released(hold);
    expect(await found()).toEqual([]);
    const link = await inMail(stack, ines.email, /\/public\/pages\/receipt\/(\S+)/);
    await eventually(stack, async () => {
      await stack.advance('PT1M');
      const { body } = accepted(await stack.anybody.get(`/public/v1/receipts/${link}`));
      return body.supplements.length === 1 ? true : undefined;
    });
  });
});
