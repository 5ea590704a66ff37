import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DRP_ROUTES } from '../../../shared/http/routes/drp.ts';
import { windowOf } from '../../../shared/intake/rate.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { PROBLEMS, Problem, type ProblemCode } from '../../../shared/kernel/problems.ts';
import { HOUR, MINUTE, instant } from '../../../shared/kernel/time.ts';
import { findNothing } from '../../../shared/rights/decisions/answer.ts';
import { PER_AGENT, PER_SOURCE } from '../../../shared/standards/drp/limits.ts';
import { findExchange } from '../../../shared/standards/exchange.ts';
import { ABSENT, PRESENT, any } from '../../../shared/store/clauses.ts';
import { SYSTEM_KEYS } from '../../../shared/store/grammar.ts';
import type { Bench } from '../../engine/bench.ts';
import { firmBench } from '../rights/firm.ts';
import { DRP_REVOCATION } from './samples.ts';
import { agentKeys, openScene, signedMessage, tokens, trusted, type Answered, type Scene } from './scene.ts';

const REQUEST = '/data-rights-request';
const SOURCE = '198.51.100.7';

describe('what goes wrong at the door of the Data Rights Protocol 1.0', () => {
  let bench: Bench;
  let scene: Scene;
  let agent: Awaited<ReturnType<typeof trusted>>;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    bench.advance(HOUR);
    scene = await openScene(bench);
    agent = await trusted(scene);
  });

  const message = (given: object = {}) => ({
    ...agent.claims(),
    'drp.version': '1.0',
    exercise: 'deletion',
    name: 'Jane Doe',
    email: 'jane@example.com',
    ...given,
  });
  const signed = (given: object = {}) => signedMessage(agent.keys.privateKey, message(given));
  const send = (method: string, path: string, text?: string, given: object = {}) =>
    scene.call(method, agent.base + path, text, { type: 'text/plain', bearer: agent.token, ...given });
  const at = (shift: number) => instant(bench.now() + shift);
  const requestId = ({ json }: Answered) => String(json['request_id']);
  const nothing = { status: 403, body: '' };

  /** Section 3.07, in the order of its checks: of what is not proven nothing is told. */
  const unproven: readonly (readonly [string, () => string, object])[] = [
    ['no bearer token', () => signed(), { bearer: undefined }],
    ['a bearer token of nobody', () => signed(), { bearer: `${'A'.repeat(32)}.${'A'.repeat(43)}` }],
    ['nothing', () => '', {}],
    ['what is no base64', () => `${signed()}!`, {}],
    ['a signature alone', () => Buffer.alloc(64).toString('base64'), {}],
    ['the signature of another key', () => signedMessage(agentKeys().privateKey, message()), {}],
    ['what is no JSON', () => signedMessage(agent.keys.privateKey, '{,}'), {}],
    ['a member twice', () => signedMessage(agent.keys.privateKey, '{"agent-id":"A","agent-id":"B"}'), {}],
    ['a message without claims', () => signedMessage(agent.keys.privateKey, {}), {}],
    ['another agent', () => signed({ 'agent-id': 'SOMEBODY_ELSE' }), {}],
    ['another business', () => signed({ 'business-id': newId() }), {}],
    ['an issue to come', () => signed({ 'issued-at': at(1000) }), {}],
    ['an issue that is no time', () => signed({ 'issued-at': 'yesterday' }), {}],
  ];
  test.each(unproven)('%s is 403 and nothing else', async (_, text, given) => {
    expect(await send('POST', REQUEST, text(), given)).toMatchObject(nothing);
  });

  /** Section 3.06: who sent it is proven, and hears what is wrong. */
  const refused: readonly (readonly [string, number, () => string, object])[] = [
    ['an unsupported right', 400, () => signed({ exercise: 'sale:opt-in' }), {}],
    ['another version', 400, () => signed({ 'drp.version': '0.9' }), {}],
    ['another regime', 400, () => signed({ regime: 'gdpr' }), {}],
    ['nobody', 400, () => signed({ name: undefined, email: undefined }), {}],
    ['a malformed address', 400, () => signed({ email: 'jane' }), {}],
    [
      'a callback that nobody declared',
      400,
      () => signed({ status_callback: 'https://evil.example.com/' }),
      {},
    ],
    ['a validity of a day', 400, () => signed({ 'expires-at': at(24 * HOUR) }), {}],
    ['JSON', 415, () => signed(), { type: 'application/json' }],
    ['17 KiB', 413, () => 'A'.repeat(17 * 1024), {}],
  ];
  test.each(refused)(
    '%s is told: a code and a message, nothing that was sent',
    async (_, status, text, given) => {
      const answer = await send('POST', REQUEST, text(), given);
      expect(answer.status).toBe(status);
      expect(answer.json).toEqual({ code: String(status), message: expect.any(String) });
      expect(answer.headers['Content-Type']).toMatch(/^application\/json/);
      expect(answer.body).not.toMatch(/jane|evil|sale:opt-in/i);
    },
  );

  test('an expired request is told to be final (section 2.01), an expired set-up is 403 (section 2.05.1)', async () => {
    const late = signed();
    const setUp = signedMessage(agent.keys.privateKey, agent.claims());
    bench.advance(10 * MINUTE);
    expect(await send('POST', REQUEST, late)).toMatchObject({
      status: 410,
      json: { code: '410', message: expect.any(String), fatal: true },
    });
    expect(await send('POST', `/agent/${agent.id}`, setUp)).toMatchObject(nothing);
  });

  test('a revocation of what has ended is told; so is one that was signed for something else', async () => {
    const opened = await send('POST', REQUEST, signed());
    const path = `${REQUEST}/${requestId(opened)}`;
    const revocation = (given: object) => send('DELETE', path, signedMessage(agent.keys.privateKey, given));
    expect(await revocation(agent.claims())).toMatchObject({ status: 400, json: { code: '400' } });
    const officer = scene.firm.as(scene.firm.officer);
    const followed = await findExchange(officer, 'drp', requestId(opened));
    await findNothing(officer, followed?.request.id as never);
    expect(await revocation(DRP_REVOCATION)).toMatchObject({ status: 409, json: { code: '409' } });
  });

  test.each(Object.keys(PROBLEMS) as ProblemCode[])('%s is worded by the protocol', (code) => {
    const { status, body } = DRP_ROUTES[0]?.refusal?.(new Problem(code)) ?? { status: 0 };
    expect(status).toBe(PROBLEMS[code].status === 422 ? 400 : PROBLEMS[code].status);
    if (status === 403) expect(body).toBeUndefined();
    else expect(body).toMatchObject({ code: String(status), message: expect.any(String) });
  });

  describe('what is sent once more', () => {
    const setUp = (text: string) => send('POST', `/agent/${agent.id}`, text);
    const isGood = async () => (await send('GET', `/agent/${agent.id}`)).status === 200;

    test('gives nobody a token, and takes none away', async () => {
      const text = signedMessage(agent.keys.privateKey, { ...agent.claims(), 'drp.version': '1.0' });
      expect(await setUp(text)).toMatchObject(nothing);
      expect(await isGood()).toBe(true);
    });

    test('as a set-up gives no token when it was signed for a request', async () => {
      expect(await setUp(signed())).toMatchObject(nothing);
      expect(await isGood()).toBe(true);
    });

    test('is no second request, and none at all after its time', async () => {
      const text = signed();
      const first = await send('POST', REQUEST, text);
      expect(first.status).toBe(200);
      expect(requestId(await send('POST', REQUEST, text))).toBe(requestId(first));
      bench.advance(10 * MINUTE);
      expect((await send('POST', REQUEST, text)).status).toBe(410);
    });
  });

  describe('too many calls', () => {
    const full = async (of: string, source: string) => {
      const token = await tokens('rate.drp', source, windowOf(bench.now(), PER_SOURCE));
      const put = { count: PER_SOURCE.most - (of === 'last' ? 1 : 0), ttl: bench.now() };
      await bench.system.write([{ put, at: SYSTEM_KEYS.rate(token), if: any(ABSENT, PRESENT) }]);
    };

    test('of one source are 429 with the time to wait, at every business and at none', async () => {
      await full('last', SOURCE);
      const check = (source: string) => send('GET', `/agent/${agent.id}`, undefined, { source });
      expect((await check(SOURCE)).status).toBe(200);
      const limited = await check(SOURCE);
      expect(limited).toMatchObject({ status: 429, json: { code: '429', message: expect.any(String) } });
      const wait = Number(limited.headers['Retry-After']);
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(3600);
      const elsewhere = `/public/drp/${newId()}/v1/agent/${agent.id}`;
      expect((await scene.call('GET', elsewhere, undefined, { source: SOURCE })).status).toBe(429);
      expect((await check('198.51.100.8')).status).toBe(200);
      bench.advance(wait * 1000);
      expect((await check(SOURCE)).status).toBe(200);
    });

    test('of one source are refused at every route', async () => {
      await full('all', SOURCE);
      for (const [method, path] of [
        ['POST', `/agent/${agent.id}`],
        ['GET', `/agent/${agent.id}`],
        ['POST', REQUEST],
        ['GET', `${REQUEST}/${newId()}`],
        ['DELETE', `${REQUEST}/${newId()}`],
      ] as const) {
        const body = method === 'GET' ? undefined : signed();
        expect((await send(method, path, body, { source: SOURCE })).status, `${method} ${path}`).toBe(429);
      }
    });

    test('of one agent open no more requests; what it has asked for is answered on', async () => {
      const first = signed();
      const opened = await send('POST', REQUEST, first);
      const { vault, keys, tables } = scene.firm.as(scene.firm.officer);
      const known = await vault.externalToken('drp.agent', agent.id);
      const token = await vault.externalToken('drp.rate', `${known}.${windowOf(bench.now(), PER_AGENT)}`);
      const put = { count: PER_AGENT.most, ttl: bench.now() };
      await tables.write([{ put, at: keys.rate(token), if: any(ABSENT, PRESENT) }]);
      const limited = await send('POST', REQUEST, signed({ email: 'jack@example.com' }));
      expect(limited).toMatchObject({ status: 429, json: { code: '429' } });
      expect(Number(limited.headers['Retry-After'])).toBeGreaterThan(0);
      expect((await send('POST', REQUEST, first)).status).toBe(200);
      expect((await send('GET', `${REQUEST}/${requestId(opened)}`)).status).toBe(200);
      const other = await trusted(scene, 'OTHER_AGENT');
      const theirs = { ...message(), 'agent-id': other.id, email: 'joe@example.com' };
      expect((await other.send('POST', REQUEST, theirs, other.token)).status).toBe(200);
    });
  });
});
