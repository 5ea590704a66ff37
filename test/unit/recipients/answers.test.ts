import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { apiHandler } from '../../../shared/http/chain.ts';
import { PUBLIC_NOTICE_ROUTES } from '../../../shared/http/routes/public-notices.ts';
import { newId, type Id } from '../../../shared/kernel/ids.ts';
import { DAY } from '../../../shared/kernel/time.ts';
import { composeNotices } from '../../../shared/rights/notices/compose-notices.ts';
import { NOTICE_LIFE, noticesOf } from '../../../shared/rights/notices/notice.ts';
import { listNotices } from '../../../shared/rights/notices/notices-view.ts';
import { excuseNotice } from '../../../shared/rights/notices/settle-notice.ts';
import { load, parts } from '../../../shared/rights/steps/store.ts';
import type { Bench } from '../../engine/bench.ts';
import { gatewayEvent, jsonBody, lambdaContext } from '../http/event.ts';
import { openCase, type Case } from '../rights/case.ts';
import { firmBench, PUBLIC_URL } from '../rights/firm.ts';
import { Clockwork, disclosed, entered, keysIn } from './circle.ts';

let bench: Bench;
let one: Case;
let clock: Clockwork;
let request: Id;
const slept: number[] = [];
beforeAll(async () => {
  bench = await firmBench();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  one = await openCase(bench);
  clock = new Clockwork(bench, one.firm.tenant, () => one.firm.items(''));
  await disclosed(one.officer, one.person, await entered(one.officer), one.card, ['name']);
  request = await one.verified('restriction');
  const telling = { about: 'restriction', publicUrl: PUBLIC_URL } as const;
  await composeNotices(one.officer, await load(one.officer, request), telling);
  await clock.post();
  await clock.pass(DAY);
});

const notice = async () => (await noticesOf(one.officer, request))[0];
/** The link in the mail to the recipient. */
const link = () =>
  clock.mails.map(({ text }) => /\/public\/pages\/notice\/(\S+)/.exec(text)?.[1]).find(Boolean) ?? '';

/** Calls the public routes, as a program or as a browser that fills in the form. */
async function call(method: 'GET' | 'POST', path: string, of: string, body?: object) {
  const handler = apiHandler({
    routes: PUBLIC_NOTICE_ROUTES,
    services: {
      office: bench.office,
      now: bench.now,
      sleep: async (milliseconds: number) => slept.push(milliseconds),
    },
    contexts: {},
  });
  const event = gatewayEvent({
    ...(body ? jsonBody(body) : {}),
    httpMethod: method,
    resource: path,
    pathParameters: { link: of },
    authorizer: {},
  });
  const { statusCode, body: text } = await handler(event, lambdaContext);
  return { statusCode, text: text ?? '' };
}
const answer = (reason: string, of = link()) =>
  call('POST', '/public/v1/notices/{link}/answer', of, { answer: reason });

describe('a recipient answers its notice (Art. 19) through the link in it', () => {
  test('without a login: it is acknowledged for the officer to see, its text goes, and a repetition changes nothing', async () => {
    expect(await notice()).toMatchObject({ state: 'told' });
    expect(link()).toContain(request);
    expect(await answer('done')).toMatchObject({ statusCode: 202 });
    expect(await listNotices(one.officer, request)).toMatchObject([
      { state: 'acknowledged', settledBy: 'recipient', name: 'Spedition Vogt' },
    ]);
    const before = await notice();
    expect(await answer('done')).toMatchObject({ statusCode: 202 });
    expect(await answer('was-made-public')).toMatchObject({ statusCode: 202 });
    expect(await notice()).toEqual(before);
    await clock.tick();
    expect((await notice())?.content).toBeUndefined();
    expect(keysIn(await one.firm.items(''))).not.toContain(before?.key);
  });

  test('with a reason why it cannot: the officer sees the reason, and decides', async () => {
    await answer('was-made-public');
    await answer('was-made-public');
    expect(await listNotices(one.officer, request)).toMatchObject([
      { state: 'told', answer: { reason: 'was-made-public' } },
    ]);
    const said = (await parts(one.officer, request, 'history')).filter((line) => line['answer']);
    expect(said).toMatchObject([{ answer: 'was-made-public', by: 'recipient' }]);
    await excuseNotice(one.officer, request, (await notice())?.id ?? newId(), 'was-made-public');
    expect(await notice()).toMatchObject({ state: 'excused' });
    await answer('done');
    expect(await notice()).toMatchObject({ state: 'excused', settledBy: one.firm.officer });
  });

  test('later than thirty days as well, and done after a reason that no longer holds', async () => {
    await answer('age-of-the-disclosure');
    await clock.pass(NOTICE_LIFE);
    expect(await notice()).toMatchObject({ state: 'unanswered' });
    await answer('done');
    expect(await notice()).toMatchObject({ state: 'acknowledged' });
  });

  test('and whoever has no such link learns nothing: one answer, one page, one time', async () => {
    const [tenant = '', , secret = ''] = link().split('.');
    const valid = await answer('done');
    const before = await notice();
    slept.length = 0;
    const wrong = [
      `${tenant}.${request}.${'A'.repeat(43)}`,
      `${tenant}.${newId()}.${secret}`,
      `${newId()}.${request}.${secret}`,
      'nothing',
    ];
    for (const each of wrong) expect(await answer('done', each)).toEqual(valid);
    expect(slept).toEqual(wrong.map(() => 600));
    expect(await notice()).toEqual(before);
    expect(await answer('whatever I like')).toMatchObject({ statusCode: 400 });
  });

  test('on a page that is the same for every link, works without scripts, and changes nothing by being opened', async () => {
    const page = await call('GET', '/public/pages/notice/{link}', link());
    const other = await call('GET', '/public/pages/notice/{link}', 'nothing');
    expect(page.text.replaceAll(link(), 'nothing')).toBe(other.text);
    expect(page.text).not.toMatch(/<script|Ines|Vogt/);
    expect(await notice()).toMatchObject({ state: 'told' });
    const posted = await call('POST', '/public/pages/notice/{link}/answer', link(), { answer: 'done' });
    expect(posted.text).toContain('Thank you');
    expect(await notice()).toMatchObject({ state: 'acknowledged' });
  });

  test('and one that goes by post carries no link', async () => {
    const contact = { by: 'post', address: 'Hafenstraße 1, Hamburg' } as const;
    await disclosed(one.officer, one.person, await entered(one.officer, { contact }), one.card, ['email']);
    await composeNotices(one.officer, await load(one.officer, request), {
      about: 'lifting',
      publicUrl: PUBLIC_URL,
    });
    const posted = (await noticesOf(one.officer, request)).find(({ by }) => by === 'post');
    expect(posted).toMatchObject({ state: 'to-post' });
    expect(await parts(one.officer, request, 'noticeLink')).toHaveLength(2);
  });
});
