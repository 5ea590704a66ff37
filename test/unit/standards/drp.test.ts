import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { instant } from '../../../shared/kernel/time.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { findNothing, refuse } from '../../../shared/rights/decisions/answer.ts';
import { cannotIdentify } from '../../../shared/rights/decisions/outcomes.ts';
import { load } from '../../../shared/rights/request/stored.ts';
import { findExchange } from '../../../shared/standards/exchange.ts';
import type { Bench } from '../../engine/bench.ts';
import { firmBench } from '../rights/firm.ts';
import { DRP_ERROR, DRP_REQUEST, DRP_REVOCATION } from './samples.ts';
import { openScene, signedMessage, trusted, agentKeys, type Answered, type Scene } from './scene.ts';

const REQUEST = '/data-rights-request';
const EXPLAINED =
  'What was found, in words that the person can check, and why it bears this refusal. '.repeat(2);
const PERSON = { name: 'Jane Doe', email: 'jane@example.com', email_verified: true };

describe('the Data Rights Protocol 1.0', () => {
  let bench: Bench;
  let scene: Scene;
  let agent: Awaited<ReturnType<typeof trusted>>;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    scene = await openScene(bench);
    agent = await trusted(scene);
  });

  const message = (given: object = {}) => ({
    ...agent.claims(),
    'drp.version': '1.0',
    exercise: 'deletion',
    regime: 'ccpa',
    ...PERSON,
    ...given,
  });
  const exercise = (given: object = {}) => agent.send('POST', REQUEST, message(given), agent.token);
  const officer = () => scene.firm.as(scene.firm.officer);
  const requestOf = async ({ json }: Answered) => {
    const followed = await findExchange(officer(), 'drp', String(json['request_id']));
    if (!followed) throw new TypeError('no exchange');
    return followed.request;
  };
  const nothing = { status: 403, body: '' };

  describe('a pair-wise key', () => {
    test('is given for a signed message, and is good from then on', async () => {
      expect(agent.setUp).toMatchObject({ status: 200, json: { 'agent-id': agent.id } });
      const asked = await agent.send('GET', `/agent/${agent.id}`, undefined, agent.token);
      expect(asked).toMatchObject({ status: 200, body: '{}' });
    });

    test('ends with a new one, with the key of the agent, and with the trust in it', async () => {
      const good = (token: string) => agent.send('GET', `/agent/${agent.id}`, undefined, token);
      const again = await agent.send('POST', `/agent/${agent.id}`, agent.claims());
      expect(await good(agent.token)).toMatchObject(nothing);
      const token = String(again.json['token']);
      expect((await good(token)).status).toBe(200);
      const path = `/v1/authorised-agents/${agent.id}`;
      const entry = { name: 'Consumer Agent', verifyKey: agent.keys.verifyKey };
      await scene.call('PUT', path, entry, { role: 'officer' });
      expect(await good(token)).toMatchObject(nothing);
      await scene.call('DELETE', path, undefined, { role: 'officer' });
      expect(await agent.send('POST', `/agent/${agent.id}`, agent.claims())).toMatchObject(nothing);
    });

    test.each([
      ['of another agent', () => ({ 'agent-id': 'SOMEBODY_ELSE' })],
      ['for another business', () => ({ 'business-id': newId() as string })],
      ['issued in the future', () => ({ 'issued-at': instant(bench.now() + 1000) })],
      ['that has expired', () => ({ 'expires-at': instant(bench.now()) })],
      ['without a time', () => ({ 'issued-at': undefined })],
    ])('is not given for a message %s: 403 and nothing else', async (_, wrong) => {
      const answer = await agent.send('POST', `/agent/${agent.id}`, { ...agent.claims(), ...wrong() });
      expect(answer).toMatchObject(nothing);
    });

    test('is not given to an agent that nobody trusts, or at a business that is not there', async () => {
      expect(await agent.send('POST', '/agent/UNKNOWN_AGENT', agent.claims())).toMatchObject(nothing);
      const sent = signedMessage(agent.keys.privateKey, agent.claims());
      for (const tenant of [newId(), 'x']) {
        const path = `/public/drp/${tenant}/v1/agent/${agent.id}`;
        expect(await scene.call('POST', path, sent, { type: 'text/plain' })).toMatchObject(nothing);
      }
    });

    test('asks for the name of the business in its network, where it has one', async () => {
      await scene.declare([], 'LINDQVIST');
      const other = { ...agent.claims(), 'business-id': 'LINDQVIST' };
      expect((await agent.send('POST', `/agent/${agent.id}`, other)).status).toBe(200);
      expect(await agent.send('POST', `/agent/${agent.id}`, agent.claims())).toMatchObject(nothing);
    });

    test('is told to members by its agent only: no token, no hash', async () => {
      const { body, json } = await scene.call('GET', '/v1/authorised-agents', undefined, { role: 'officer' });
      expect(json).toMatchObject({ items: [{ id: agent.id, state: 'trusted' }] });
      expect(body).not.toContain('hash');
      expect(await scene.call('GET', '/v1/authorised-agents')).toMatchObject({ status: 403 });
      const path = '/v1/authorised-agents/OTHER';
      const bad = { name: 'Other', verifyKey: 'short' };
      expect(await scene.call('PUT', path, bad, { role: 'officer' })).toMatchObject({ status: 422 });
    });
  });

  describe('a signed request', () => {
    test('opens a request with the agent’s mandate to be checked, and is identified by nobody’s word', async () => {
      const answer = await exercise({ 'agent-request-id': 'foo', relationships: ['customer', 'marketing'] });
      expect(answer).toMatchObject({
        status: 200,
        json: {
          request_id: expect.stringMatching(
            /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
          ),
          received_at: instant(bench.now()),
          status: 'open',
          agent_request_id: 'foo',
          expected_by: expect.any(String),
        },
      });
      const request = await requestOf(answer);
      expect(request).toMatchObject({ type: 'erasure', channel: 'api', agent: { state: 'claimed' } });
      expect(request.identification).toBeUndefined();
    });

    test('of the text is taken: opting out of a sale is the objection that nobody weighs', async () => {
      await scene.declare(['dsr-agent.example.com']);
      const request = await requestOf(await exercise(DRP_REQUEST));
      expect(request).toMatchObject({ type: 'objection', marketing: true });
    });

    test.each([
      ['access', 'access'],
      ['access:categories', 'access'],
      ['access:specific', 'access'],
      ['deletion', 'erasure'],
    ])('%s is the right of %s, also without a regime', async (right, type) => {
      expect(await requestOf(await exercise({ exercise: right, regime: undefined }))).toMatchObject({ type });
    });

    test('sent again is the same request', async () => {
      const given = message();
      const first = await agent.send('POST', REQUEST, given, agent.token);
      const again = await agent.send('POST', REQUEST, given, agent.token);
      expect(again.json['request_id']).toBe(first.json['request_id']);
    });

    test.each([
      ['a right that is not supported', { exercise: 'sale:opt-in' }],
      ['another version', { 'drp.version': '0.9' }],
      ['another regime', { regime: 'voluntary' }],
      ['a callback to a host that nobody declared', { status_callback: 'https://evil.example.com/' }],
      ['nobody', { name: undefined, email: undefined }],
    ])('for %s is told what is wrong, in the words of the protocol', async (_, given) => {
      const { status, json, body } = await exercise(given);
      expect(status).toBe(400);
      expect(Object.keys(json).sort()).toEqual(Object.keys(DRP_ERROR).sort());
      expect(json['code']).toBe(DRP_ERROR.code);
      expect(body).not.toMatch(/jane|evil/i);
    });

    test('without a token, with another’s, or signed by another is 403 and nothing else', async () => {
      const other = await trusted(scene, 'OTHER_AGENT');
      expect(await agent.send('POST', REQUEST, message())).toMatchObject(nothing);
      expect(await agent.send('POST', REQUEST, message(), other.token)).toMatchObject(nothing);
      expect(await agent.send('POST', REQUEST, message(), `${agent.token.slice(0, -1)}-`)).toMatchObject(
        nothing,
      );
      const forged = signedMessage(agentKeys().privateKey, message());
      const given = { type: 'text/plain', bearer: agent.token };
      expect(await scene.call('POST', `${agent.base}${REQUEST}`, forged, given)).toMatchObject(nothing);
      for (const text of ['', 'no base64!', 'AAAA'])
        expect(await scene.call('POST', `${agent.base}${REQUEST}`, text, given)).toMatchObject(nothing);
    });

    test('belongs to its agent: another one, and an id of nobody, are 403', async () => {
      const { json } = await exercise();
      const path = `${REQUEST}/${String(json['request_id'])}`;
      const other = await trusted(scene, 'OTHER_AGENT');
      expect((await agent.send('GET', path, undefined, agent.token)).status).toBe(200);
      expect(await agent.send('GET', path, undefined, other.token)).toMatchObject(nothing);
      expect(await other.send('DELETE', path, DRP_REVOCATION, other.token)).toMatchObject(nothing);
      const unknown = `${REQUEST}/c789ff35-7644-4ceb-9981-4b35c264aac3`;
      expect(await agent.send('GET', unknown, undefined, agent.token)).toMatchObject(nothing);
    });
  });

  describe('the status', () => {
    test.each([
      ['nothing held', (id: never) => findNothing(officer(), id), 'no_match'],
      [
        'a person who cannot be told apart',
        (id: never) => cannotIdentify(officer(), id),
        'insuf_verification',
      ],
      [
        'too many requests',
        (id: never) => refuse(officer(), id, ['excessive'], EXPLAINED, 'abusive-intention'),
        'too_many_requests',
      ],
      ['no ground', (id: never) => refuse(officer(), id, ['no-ground']), 'claim_not_covered'],
      [
        'another reason',
        (id: never) => refuse(officer(), id, ['manifestly-unfounded'], EXPLAINED, 'withdrawal-for-benefit'),
        'other',
      ],
    ])('of %s is denied, with the reason', async (_, close, reason) => {
      const opened = await exercise();
      await close((await requestOf(opened)).id as never);
      const path = `${REQUEST}/${String(opened.json['request_id'])}`;
      const { json } = await agent.send('GET', path, undefined, agent.token);
      expect(json).toMatchObject({ status: 'denied', reason, processing_details: expect.any(String) });
      expect(json).not.toHaveProperty('expected_by');
    });

    test('is revoked once the agent revokes it, by a signed message only', async () => {
      const opened = await exercise();
      const path = `${REQUEST}/${String(opened.json['request_id'])}`;
      const unsigned = Buffer.from(JSON.stringify(DRP_REVOCATION)).toString('base64');
      const given = { type: 'text/plain', bearer: agent.token };
      expect(await scene.call('DELETE', `${agent.base}${path}`, unsigned, given)).toMatchObject(nothing);
      const answer = await agent.send('DELETE', path, DRP_REVOCATION, agent.token);
      expect(answer).toMatchObject({ status: 200, json: { status: 'revoked' } });
      expect((await requestOf(opened)).state).toBe('cancelled');
      expect((await agent.send('DELETE', path, DRP_REVOCATION, agent.token)).json).toMatchObject({
        status: 'revoked',
      });
    });

    test('is revoked for the agent alone when the person asked as well', async () => {
      const { request } = await scene.firm.open({
        identifiers: [
          { kind: 'email', value: PERSON.email },
          { kind: 'name', value: PERSON.name },
        ],
      });
      const opened = await exercise();
      const path = `${REQUEST}/${String(opened.json['request_id'])}`;
      expect((await agent.send('DELETE', path, DRP_REVOCATION, agent.token)).json).toMatchObject({
        status: 'revoked',
      });
      expect((await load(officer(), request.id)).state).toBe('received');
    });
  });
});
