import { EventEmitter } from 'node:events';
import type { request } from 'node:https';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Id } from '../../../shared/kernel/ids.ts';
import { DAY, instant } from '../../../shared/kernel/time.ts';
import { endRecipient } from '../../../shared/recipients/change-recipient.ts';
import { findNothing } from '../../../shared/rights/decisions/answer.ts';
import { parts } from '../../../shared/rights/request/stored.ts';
import { RETRIES } from '../../../shared/standards/attend-callbacks.ts';
import { callbackAddress } from '../../../shared/standards/callback-address.ts';
import { findExchange } from '../../../shared/standards/exchange.ts';
import { isPublicAddress } from '../../../shared/standards/public-address.ts';
import { httpsSender, publicLookup } from '../../../shared/standards/send-callback.ts';
import type { Bench } from '../../engine/bench.ts';
import { firmBench } from '../rights/firm.ts';
import { OPENDSR_REQUEST } from './samples.ts';
import { openScene, trusted, type Scene } from './scene.ts';

const { subject_request_id: id } = OPENDSR_REQUEST;
const HOST = 'examplecontroller.com';
const [ADDRESS] = OPENDSR_REQUEST.status_callback_urls;

describe('a callback', () => {
  let bench: Bench;
  let scene: Scene;
  let recipient: Id;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    scene = await openScene(bench);
    recipient = await scene.declare([HOST]);
  });

  const officer = () => scene.firm.as(scene.firm.officer);
  async function opened(): Promise<Id> {
    const submitted_time = instant(bench.now());
    const { status } = await scene.call('POST', '/v1/opendsr/requests', {
      ...OPENDSR_REQUEST,
      submitted_time,
    });
    expect(status).toBe(201);
    const followed = await findExchange(officer(), 'opendsr', id);
    return followed?.request.id as Id;
  }
  const dues = async (request: Id) =>
    (await scene.firm.items('DUE#')).filter(({ sk }) => sk.endsWith(`#callback#${request}`));
  const alerts = async (request: Id) =>
    (await parts(officer(), request, 'history')).filter(({ alert }) => alert === 'callback-given-up');

  test('tells a change of status once, signed by the published key, and names itself', async () => {
    const request = await opened();
    await scene.tell(request);
    expect(scene.posts).toEqual([]);
    await findNothing(officer(), request);
    expect(await dues(request)).toHaveLength(1);
    await scene.tell(request);
    await scene.tell(request);
    const [post, ...more] = scene.posts;
    expect(more).toEqual([]);
    expect(post?.url.href).toBe(ADDRESS);
    expect(JSON.parse(post?.body ?? '')).toEqual({
      controller_id: scene.firm.tenant,
      expected_completion_time: expect.any(String),
      status_callback_url: ADDRESS,
      subject_request_id: id,
      request_status: 'completed',
      results_count: 0,
    });
    expect(post?.headers).toHaveProperty('X-OpenDSR-Processor-Domain');
    expect(scene.signs(post?.headers ?? {}, post?.body ?? '')).toBe(true);
  });

  test('that fails is tried again with longer waits, then given up with a line in the history', async () => {
    const request = await opened();
    await findNothing(officer(), request);
    scene.reachable(false);
    for (const wait of RETRIES) {
      await scene.tell(request);
      const before = scene.posts.length;
      await scene.tell(request);
      expect(scene.posts).toHaveLength(before);
      expect(await alerts(request)).toEqual([]);
      bench.advance(wait);
    }
    await scene.tell(request);
    expect(scene.posts).toHaveLength(RETRIES.length + 1);
    expect(await alerts(request)).toHaveLength(1);
    bench.advance(10 * DAY);
    await scene.tell(request);
    expect(scene.posts).toHaveLength(RETRIES.length + 1);
  });

  test('reaches the other side later when it was not there at first', async () => {
    const request = await opened();
    await findNothing(officer(), request);
    scene.reachable(false);
    await scene.tell(request);
    scene.reachable(true);
    bench.advance(RETRIES[0]);
    await scene.tell(request);
    bench.advance(DAY);
    await scene.tell(request);
    expect(scene.posts).toHaveLength(2);
  });

  test('goes nowhere once its host is not declared any more, or its recipient has ended', async () => {
    const request = await opened();
    await findNothing(officer(), request);
    await scene.declare([]);
    await scene.tell(request);
    expect(scene.posts).toEqual([]);
    await scene.declare([HOST]);
    await endRecipient(officer(), recipient, 1);
    bench.advance(RETRIES[0]);
    await scene.tell(request);
    expect(scene.posts).toEqual([]);
  });

  test('is told to an authorised agent as the status of its request', async () => {
    await scene.declare(['dsr-agent.example.com']);
    const agent = await trusted(scene);
    const message = {
      ...agent.claims(),
      'drp.version': '1.0',
      exercise: 'deletion',
      name: 'Jane Doe',
      status_callback: 'https://dsr-agent.example.com/update_status',
    };
    const { json } = await agent.send('POST', '/data-rights-request', message, agent.token);
    const reference = String(json['request_id']);
    const followed = await findExchange(officer(), 'drp', reference);
    await findNothing(officer(), followed?.request.id as Id);
    await scene.tell(followed?.request.id as Id);
    expect(scene.posts.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      { request_id: reference, status: 'denied', reason: 'no_match' },
    ]);
  });

  test('may only be declared with a recipient of the register', async () => {
    const body = { callbackHosts: [{ host: HOST, recipient: scene.firm.officer }] };
    const declare = (given: object, role: string) =>
      scene.call('PUT', '/v1/standards-settings', given, { role });
    expect(await declare(body, 'admin')).toMatchObject({ status: 422 });
    expect(await declare({ callbackHosts: [] }, 'officer')).toMatchObject({ status: 403 });
    const address = { callbackHosts: [{ host: '10.0.0.1', recipient }] };
    expect(await declare(address, 'admin')).toMatchObject({ status: 400 });
  });
});

describe('the way out', () => {
  test.each([
    'http://example.com/x',
    'https://example.com:8443/x',
    'https://user@example.com/x',
    'https://example.com/x#y',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://localhost/x',
    'ftp://example.com/x',
    'nothing',
  ])('%s is never called', (text) => {
    expect(callbackAddress(text)).toBeUndefined();
  });

  test('a host name over https is', () => {
    expect(callbackAddress('https://Example.com/opendsr?a=b')?.hostname).toBe('example.com');
  });

  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    'fc00::1',
    'fe80::1',
    'fd00:ec2::254',
    'ff02::1',
    '2001:db8::1',
    '2002:7f00:1::',
    'nothing',
  ])('%s is no address of the public internet', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111'])('%s is one', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  const lookedUp = (addresses: readonly string[]) =>
    new Promise<string>((settle) => {
      const resolve = async () =>
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      publicLookup(resolve)('example.com', {}, (error, address) =>
        settle(error ? 'refused' : (address as string)),
      );
    });

  test('a name that leads to a private address, also among others, is not connected to', async () => {
    expect(await lookedUp(['8.8.8.8'])).toBe('8.8.8.8');
    expect(await lookedUp(['10.0.0.1'])).toBe('refused');
    expect(await lookedUp(['8.8.8.8', '169.254.169.254'])).toBe('refused');
    expect(await lookedUp([])).toBe('refused');
  });

  /** A transport that answers with a status. */
  const answering = (statusCode: number) =>
    ((_: unknown, __: unknown, done: (answer: object) => void) =>
      Object.assign(new EventEmitter(), {
        end: () => done({ statusCode, destroy: () => undefined }),
      })) as unknown as typeof request;
  const post = { url: new URL('https://example.com/x'), headers: {}, body: '{}' };
  const nobody = async () => [];

  test.each([
    [200, true],
    [204, true],
    [302, false],
    [403, false],
    [500, false],
  ])('%i is taken: %s; a redirect is not followed', async (status, taken) => {
    expect(await httpsSender(nobody, answering(status))(post)).toBe(taken);
  });

  test('a name without a public address fails the call, and nothing throws', async () => {
    expect(await httpsSender(async () => [{ address: '127.0.0.1', family: 4 }])(post)).toBe(false);
  });
});
