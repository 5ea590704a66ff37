import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId, type Id } from '../../../shared/kernel/ids.ts';
import { DAY } from '../../../shared/kernel/time.ts';
import { extendRequest } from '../../../shared/rights/decisions/answer.ts';
import { askForDocument } from '../../../shared/rights/identity/ask-for-document.ts';
import { LINK_LIFE, challenge } from '../../../shared/rights/identity/challenges.ts';
import { recordCallBack } from '../../../shared/rights/identity/call-back.ts';
import { recordDoubt } from '../../../shared/rights/identity/record-doubt.ts';
import { findExchange } from '../../../shared/standards/exchange.ts';
import type { Bench } from '../../engine/bench.ts';
import { firmBench, linkIn } from '../rights/firm.ts';
import { DRP_REVOCATION, OPENDSR_REQUEST } from './samples.ts';
import { PUBLIC_URL, openScene, trusted, type Scene } from './scene.ts';

const REQUEST = '/data-rights-request';
const CALLBACK = 'https://dsr-agent.example.com/update_status';
const PERSON = { name: 'Jane Doe', email: 'jane@example.com', phone: '+49 30 901820' };

describe('what those who asked by a standard are told on the way', () => {
  let bench: Bench;
  let scene: Scene;
  let agent: Awaited<ReturnType<typeof trusted>>;
  let reference: string;
  let request: Id;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    scene = await openScene(bench);
    await scene.declare(['dsr-agent.example.com', 'examplecontroller.com']);
    agent = await trusted(scene);
    await scene.firm.person(PERSON);
    const { json } = await agent.send(
      'POST',
      REQUEST,
      {
        ...agent.claims(),
        'drp.version': '1.0',
        exercise: 'deletion',
        email: PERSON.email,
        status_callback: CALLBACK,
      },
      agent.token,
    );
    reference = String(json['request_id']);
    request = (await findExchange(officer(), 'drp', reference))?.request.id as Id;
  });

  const officer = () => scene.firm.as(scene.firm.officer);
  const status = async () =>
    (await agent.send('GET', `${REQUEST}/${reference}`, undefined, agent.token)).json;
  const told = async () => {
    scene.posts.length = 0;
    await scene.tell(request);
    return scene.posts.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  };

  describe('a person who has to confirm', () => {
    const verification = () => ({
      status: 'in_progress',
      reason: 'need_user_verification',
      user_verification_url: `${PUBLIC_URL}/public/pages/drp/${scene.firm.tenant}/${reference}`,
    });

    test('is announced with a page, in the status and by a callback, for as long as the link is good', async () => {
      expect(await status()).not.toHaveProperty('user_verification_url');
      await challenge(officer(), request, PUBLIC_URL);
      expect(await status()).toMatchObject(verification());
      expect(await told()).toMatchObject([verification()]);
      bench.advance(LINK_LIFE);
      const later = await status();
      expect(later).toMatchObject({ status: 'in_progress' });
      expect(later).not.toHaveProperty('reason');
      expect(later).not.toHaveProperty('user_verification_url');
    });

    test('is announced as well when a document was asked for, and not when the officer has called back', async () => {
      await recordCallBack(officer(), request, 'Confirmed');
      expect(await status()).not.toHaveProperty('reason');
      await recordDoubt(officer(), request, 'shared-mailbox', 'Several people read it');
      await askForDocument(officer(), request, { 'mailbox-code': 'shared' });
      expect(await status()).toMatchObject(verification());
    });

    test('finds a page that opens nothing: no code, no link, no form, the same for everybody', async () => {
      await challenge(officer(), request, PUBLIC_URL);
      const [mail] = await scene.firm.post();
      const { pathname } = new URL(verification().user_verification_url);
      const page = await scene.call('GET', pathname);
      expect(page.status).toBe(200);
      expect(page.headers['Content-Type']).toContain('text/html');
      expect(page.body).not.toMatch(/<form|<input|<a |<script|href/);
      expect(linkIn(mail)).not.toBe('');
      expect(page.body).not.toContain(linkIn(mail));
      expect((await scene.call('GET', `/public/pages/drp/${newId()}/${newId()}`)).body).toBe(page.body);
    });

    test('is not sent on from the page, and not let in by the id of another request', async () => {
      const { pathname } = new URL(verification().user_verification_url);
      const query = { request_id: reference, redirect_to: 'https://evil.example.com/' };
      const page = await scene.call('GET', pathname, undefined, { query });
      expect(page.status).toBe(200);
      expect(page.headers).not.toHaveProperty('Location');
      expect(page.body).not.toContain('evil');
      const other = await scene.call('GET', pathname, undefined, {
        query: { ...query, request_id: newId() },
      });
      expect(other.status).toBe(404);
    });
  });

  describe('a time that was extended', () => {
    test('is told to an agent at once, with the new day and the reason', async () => {
      const before = await status();
      expect(await told()).toEqual([]);
      await extendRequest(officer(), request, ['complexity']);
      const [callback, ...more] = await told();
      expect(more).toEqual([]);
      expect(callback).toEqual(await status());
      expect(callback).toMatchObject({
        status: 'open',
        processing_details: 'The time for the answer was extended: The request is complex',
      });
      expect(Date.parse(String(callback?.['expected_by']))).toBeGreaterThan(
        Date.parse(String(before['expected_by'])) + 28 * DAY,
      );
      expect(await told()).toEqual([]);
    });

    test('is told to a controller at once, with the new expected completion, signed', async () => {
      const asked = {
        ...OPENDSR_REQUEST,
        submitted_time: new Date(bench.now()).toISOString(),
        subject_identities: [{ ...OPENDSR_REQUEST.subject_identities[0], identity_value: PERSON.email }],
      };
      const { json } = await scene.call('POST', '/v1/opendsr/requests', asked);
      await extendRequest(officer(), request, ['number']);
      const callbacks = await told();
      const controller = callbacks.find((body) => body['status_callback_url']);
      expect(controller).toMatchObject({
        request_status: 'pending',
        subject_request_id: asked.subject_request_id,
      });
      expect(
        String(controller?.['expected_completion_time']) > String(json['expected_completion_time']),
      ).toBe(true);
      const [post] = scene.posts.filter(({ url }) => url.hostname === 'examplecontroller.com');
      expect(scene.signs(post?.headers ?? {}, post?.body ?? '')).toBe(true);
    });

    test('plans the callback in the transaction of the extension; without followers it plans none', async () => {
      const dues = async (of: Id) =>
        (await scene.firm.items('DUE#')).filter(({ sk }) => sk.endsWith(`#callback#${of}`));
      expect(await dues(request)).toEqual([]);
      await extendRequest(officer(), request, ['complexity']);
      expect(await dues(request)).toHaveLength(1);
      const own = await scene.firm.open({ identifiers: [{ kind: 'email', value: 'own@example.com' }] });
      await extendRequest(officer(), own.request.id, ['complexity']);
      expect(await dues(own.request.id)).toEqual([]);
    });

    test('is not told to an agent that has revoked, whose status tells nothing more of the request', async () => {
      await scene.firm.open({ identifiers: [{ kind: 'email', value: PERSON.email }] });
      await agent.send('DELETE', `${REQUEST}/${reference}`, DRP_REVOCATION, agent.token);
      expect(await told()).toMatchObject([{ status: 'revoked' }]);
      await extendRequest(officer(), request, ['complexity']);
      expect(await told()).toEqual([]);
      const after = await status();
      expect(after).toMatchObject({ status: 'revoked', processing_details: 'Withdrawn by the agent' });
      expect(after).not.toHaveProperty('expected_by');
    });
  });
});
