import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inMail } from './awaited.ts';
import { caseFileOf } from './case-file.ts';
import { accepted, openDesk, type Desk, type Person } from './exercise.ts';
import { startStack, type Stack } from './fixture.ts';

describe('rights that are carried out act by act, as the person, the officer and sales see them', () => {
  let stack: Stack;
  let desk: Desk;
  beforeAll(async () => {
    stack = await startStack();
    desk = await openDesk(stack);
  });
  afterAll(() => stack.stop());

  const change = (who: Person, version: number, patch: object) =>
    desk.sales.patch(`/v1/contacts/${who.contact}`, version, patch);
  const says = (who: Person, subject: string) => inMail(stack, who.email, new RegExp(`(${subject})`));

  test('rectification: the officer plans, approves, sales see the new value, the officer the old one, the person a letter', async () => {
    const ines = await desk.person('Ines Albrecht', 'ines@example.org', { jobTitle: 'Buyer' });
    const request = await desk.exercise('rectification', ines, { wording: 'I am head of purchasing now.' });
    await desk.step(request, 'acts', {
      acts: [
        { act: 'correct', record: ines.contact, fields: { jobTitle: 'Head of purchasing' } },
        { act: 'supplement', record: ines.contact, statement: 'Please write to me in German.' },
      ],
    });
    expect(await desk.step(request, 'approve')).toMatchObject({ state: 'done' });
    const { body } = await desk.sales.get(`/v1/contacts/${ines.contact}`);
    expect(body).toMatchObject({
      jobTitle: 'Head of purchasing',
      statements: ['Please write to me in German.'],
    });
    const former = `/v1/people/${ines.person}/former-values`;
    expect((await desk.sales.get(former)).status).toBe(403);
    expect((await desk.officer.get(former)).body.items).toMatchObject([{ values: { jobTitle: 'Buyer' } }]);
    await says(ines, 'Your data have been corrected');
    await desk.settles(request);
    const { body: acts } = await desk.officer.get(`/v1/requests/${request}/acts`);
    expect(acts.items.map((act: { content?: unknown }) => act.content)).toEqual([undefined, undefined]);
  });

  test('part of DSR-04: a restricted person is out of every list, an edit answers 423, and lifting without a notice 409', async () => {
    const noor = await desk.person('Noor Haddad', 'noor@example.org');
    const request = await desk.exercise('restriction', noor);
    await desk.step(request, 'acts', { acts: [{ act: 'restrict', ground: 'accuracy' }] });
    expect(await desk.step(request, 'approve')).toMatchObject({ state: 'done' });
    expect((await change(noor, 1, { jobTitle: 'Porter' })).status).toBe(423);
    expect((await desk.sales.get(`/v1/contacts/${noor.contact}`)).status).toBe(423);
    const { text } = await desk.sales.get('/v1/contacts?limit=100');
    expect(text).not.toContain('Noor Haddad');
    await says(noor, 'The use of your data is restricted');
    expect((await desk.officer.post(`/v1/requests/${request}/lift`, {})).status).toBe(409);
    await desk.settles(request);
    expect((await change(noor, 1, { jobTitle: 'Porter' })).status).toBe(423);
    await desk.step(request, 'announce-lifting');
    await says(noor, 'A restriction is about to be lifted');
    await desk.reaches(request, 'lifting');
    expect(await desk.step(request, 'lift')).toMatchObject({ state: 'done', lifted: true });
    expect((await change(noor, 1, { jobTitle: 'Porter' })).status).toBe(200);
  });

  test('DSR-06: an objection to marketing stops it at once and is not weighed; any other restricts until it is decided', async () => {
    const tomas = await desk.person('Tomás Vidal', 'tomas@example.org');
    const consents = `/v1/people/${tomas.person}/consents`;
    const given = {
      purpose: 'marketing',
      way: 'form',
      givenAt: new Date(await stack.now()).toISOString(),
      proof: 'Yes, send me the catalogue.',
    };
    accepted(await desk.sales.post(consents, given));
    const marketing = accepted(
      await desk.officer.post('/v1/requests', {
        type: 'objection',
        marketing: true,
        channel: 'phone',
        identifiers: [{ kind: 'email', value: tomas.email }],
        receivedAt: new Date(await stack.now()).toISOString(),
        language: 'en',
        replyTo: tomas.email,
      }),
    ).body;
    expect(marketing).toMatchObject({ state: 'done' });
    await says(tomas, 'We no longer use your data for marketing');
    const grounds = async () => {
      const { body } = await desk.officer.get(`/v1/people/${tomas.person}`);
      return body.restrictions.map(({ ground }: { ground: string }) => ground);
    };
    expect(await grounds()).toEqual(['marketing']);
    // What rests on a contract goes on: an objection does not reach it.
    expect((await change(tomas, 1, { jobTitle: 'Buyer' })).status).toBe(200);
    await stack.advance('PT2M');
    const request = await desk.exercise('objection', tomas);
    expect(await grounds()).toEqual(['marketing', 'objection']);
    await desk.step(request, 'refuse', {
      reasons: ['compelling-grounds'],
      explanation: 'Fraud prevention needs the order history.',
    });
    await says(tomas, 'We cannot do what you asked');
    await desk.settles(request);
    expect(await grounds()).toEqual(['marketing']);
    const another = await desk.exercise('objection', tomas);
    await desk.step(another, 'prepare');
    expect(await desk.step(another, 'approve')).toMatchObject({ state: 'done' });
    await desk.settles(another);
    expect(await grounds()).toEqual(['marketing', 'objected']);
  });

  test('withdrawal: a consent ends by a letter as by one call, and what rests on it stops', async () => {
    const ada = await desk.person('Ada Lind', 'ada@example.org');
    const consents = `/v1/people/${ada.person}/consents`;
    const givenAt = new Date(await stack.now()).toISOString();
    const given = { purpose: 'marketing', way: 'paper', givenAt, proof: 'Signed card of the fair.' };
    accepted(await desk.sales.post(consents, given));
    expect((await desk.sales.get(consents)).status).toBe(403);
    const request = await desk.exercise('withdrawal', ada);
    await desk.step(request, 'prepare');
    expect(await desk.step(request, 'approve')).toMatchObject({ state: 'done' });
    await says(ada, 'Your consent is withdrawn');
    const { body } = await desk.officer.get(consents);
    expect(body.items).toMatchObject([
      { proof: 'Signed card of the fair.', withdrawnAt: expect.any(String) },
    ]);
  });

  test('review and complaint: a person decides and says why; a refusal is taken up again after a complaint', async () => {
    const eva = await desk.person('Eva Lund', 'eva@example.org');
    const review = await desk.exercise('review', eva, { wording: 'Your system refused me credit.' });
    await desk.step(review, 'conclude', {
      outcome: 'changed',
      explanation: 'The order of May was overlooked.',
    });
    await says(eva, 'The decision about you has been changed');
    const refused = await desk.exercise('restriction', eva);
    await desk.step(refused, 'refuse', { reasons: ['no-restriction-ground'] });
    await desk.settles(refused);
    const complaint = await desk.exercise('complaint', eva, { wording: 'My address was wrong all along.' });
    const again = await desk.step(refused, 'reopen', {
      identifiers: [{ kind: 'email', value: eva.email }],
      receivedAt: new Date(await stack.now()).toISOString(),
      complaint,
    });
    expect(again).toMatchObject({ state: 'received', reopened: [{}] });
    await desk.step(complaint, 'conclude', { outcome: 'remedied', explanation: 'We look at it again.' });
    await says(eva, 'We have put right what you complained about');
  });

  test('each of these rights ends in a closed case file, signed, without a word of the person or to the person', async () => {
    const { items } = accepted(await desk.officer.get('/v1/requests?limit=100')).body;
    const closed = new Set<string>();
    for (const { id, type } of items as { id: string; type: string }[]) {
      // The list lags; the one that was taken up again after the complaint is open.
      if ((await desk.officer.get(`/v1/requests/${id}`)).body.state === 'received') continue;
      await desk.settles(id);
      const { parts } = await caseFileOf(desk.officer, id, ['example.org', 'purchasing', 'May', 'Fraud']);
      expect(parts['request']).toMatchObject([{ id, type, closedAt: expect.any(String) }]);
      closed.add(type);
    }
    const acts = ['rectification', 'restriction', 'objection', 'withdrawal', 'review', 'complaint'];
    expect([...closed].sort()).toEqual(acts.toSorted());
  });
});
