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

  test('a hold that two officers place keeps an erasure back, and its release lets the same request go on', async () => {
    const ines = await desk.person('Ines Albrecht', 'ines@example.org');
    const { body: hold } = accepted(
      await desk.officer.post('/v1/holds', {
        person: ines.person,
        records: 'all',
        reason: 'claim',
        note: 'Unpaid deliveries',
        reviewOn: '2099-01-01',
      }),
    );
    expect((await desk.officer.post(`/v1/holds/${hold.id}/approve`, {})).status).toBe(409);
    accepted(await second.post(`/v1/holds/${hold.id}/approve`, {}));
    const request = await desk.exercise('erasure', ines);
    expect(await desk.step(request, 'prepare')).toMatchObject({ state: 'blocked', blocked: { by: 'hold' } });
    accepted(await desk.officer.post(`/v1/holds/${hold.id}/request-release`, {}));
    accepted(await second.post(`/v1/holds/${hold.id}/approve-release`, {}));
    expect(await desk.reaches(request, 'review')).not.toHaveProperty('blocked');
  });
});
