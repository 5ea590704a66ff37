import { X509Certificate, verify } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Id } from '../../../shared/kernel/ids.ts';
import { DAY, instant } from '../../../shared/kernel/time.ts';
import { findNothing } from '../../../shared/rights/decisions/answer.ts';
import { parts } from '../../../shared/rights/request/stored.ts';
import { RETRIES } from '../../../shared/standards/attend-callbacks.ts';
import { findExchange } from '../../../shared/standards/exchange.ts';
import { httpsSender, type Resolve } from '../../../shared/standards/send-callback.ts';
import type { Bench } from '../../engine/bench.ts';
import { firmBench } from '../rights/firm.ts';
import { openAuthority, rsaPair, type Authority, type Wanted } from './authority.ts';
import { OUTSIDE, networkOf, openHost, toOutside, trusting, type ControllerHost } from './controller-host.ts';
import { OPENDSR_REQUEST } from './samples.ts';
import { openScene, type Scene } from './scene.ts';

const { subject_request_id: id } = OPENDSR_REQUEST;
const HOST = 'examplecontroller.com';
const [ADDRESS] = OPENDSR_REQUEST.status_callback_urls;

describe('a callback over TLS', () => {
  const pair = rsaPair();
  let bench: Bench;
  let authority: Authority;
  let distrust: () => void;
  let scene: Scene;
  let request: Id;
  const hosts: ControllerHost[] = [];
  beforeAll(async () => {
    bench = await firmBench();
    authority = await openAuthority('Web Authority', Date.now());
    distrust = trusting(authority.pem);
  });
  afterAll(async () => {
    distrust();
    await bench.stop();
  });
  beforeEach(async () => {
    scene = await openScene(bench);
    await scene.declare([HOST]);
    const submitted_time = instant(bench.now());
    await scene.call('POST', '/v1/opendsr/requests', { ...OPENDSR_REQUEST, submitted_time });
    request = (await findExchange(officer(), 'opendsr', id))?.request.id as Id;
    await findNothing(officer(), request);
  });
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.stop();
  });

  const officer = () => scene.firm.as(scene.firm.officer);
  const hostFor = async (name: string, by: Authority = authority, wanted: Wanted = {}) => {
    const host = await openHost(await by.issue(name, pair.publicKey, wanted), pair.privateKey);
    hosts.push(host);
    return host;
  };
  const tell = (host: ControllerHost, resolve: Resolve = toOutside) =>
    scene.tell(request, httpsSender(resolve, networkOf(host)));
  const alerts = async () =>
    (await parts(officer(), request, 'history')).filter(({ alert }) => alert === 'callback-given-up');

  test('arrives once, and verifies with the certificate that the discovery names', async () => {
    const host = await hostFor(HOST);
    await tell(host);
    await tell(host);
    const [heard, ...more] = host.heard;
    expect(more).toEqual([]);
    expect(heard).toMatchObject({ method: 'POST', path: new URL(ADDRESS).pathname });
    expect(heard?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(heard?.body ?? '')).toMatchObject({
      status_callback_url: ADDRESS,
      subject_request_id: id,
      request_status: 'completed',
    });
    const { json } = await scene.call('GET', '/v1/opendsr/discovery');
    const { pathname, hostname } = new URL(String(json['processor_certificate']));
    const certificate = new X509Certificate((await scene.call('GET', pathname)).body);
    expect(heard?.headers['x-opendsr-processor-domain']).toBe(hostname);
    const signature = Buffer.from(String(heard?.headers['x-opendsr-signature']), 'base64');
    expect(verify('sha256', Buffer.from(heard?.body ?? ''), certificate.publicKey, signature)).toBe(true);
  });

  const impostors: readonly (readonly [string, () => Promise<ControllerHost>])[] = [
    ['a certificate for another name', () => hostFor('other.example.com')],
    ['a certificate for a name above', () => hostFor('com')],
    [
      'a certificate of an authority that nobody trusts',
      async () => hostFor(HOST, await openAuthority('Nobody', Date.now())),
    ],
    ['a certificate that has ended', () => hostFor(HOST, authority, { until: Date.now() - DAY })],
    ['a certificate that has not begun', () => hostFor(HOST, authority, { from: Date.now() + DAY })],
  ];
  test.each(impostors)('tells a host with %s nothing, and waits for the right one', async (_, open) => {
    const impostor = await open();
    await tell(impostor);
    expect(impostor.connections()).toBe(1);
    expect(impostor.heard).toEqual([]);
    bench.advance(RETRIES[0]);
    const host = await hostFor(HOST);
    await tell(host);
    expect(host.heard).toHaveLength(1);
  });

  test('that the other side fails to take is tried again after each wait, not before, and then no more', async () => {
    const host = await hostFor(HOST);
    host.answers(500, 503, 202);
    for (const [tries, wait] of [
      [1, RETRIES[0]],
      [2, RETRIES[1]],
    ] as const) {
      await tell(host);
      expect(host.heard).toHaveLength(tries);
      bench.advance(wait - 1);
      await tell(host);
      expect(host.heard).toHaveLength(tries);
      bench.advance(1);
    }
    await tell(host);
    bench.advance(10 * DAY);
    await tell(host);
    expect(host.heard).toHaveLength(3);
    expect(new Set(host.heard.map(({ body }) => body)).size).toBe(1);
    expect(await alerts()).toEqual([]);
  });

  test('that the other side never takes is given up after the last wait, with a line in the history', async () => {
    const host = await hostFor(HOST);
    host.answers(500);
    for (const wait of RETRIES) {
      await tell(host);
      bench.advance(wait);
    }
    await tell(host);
    bench.advance(10 * DAY);
    await tell(host);
    expect(host.heard).toHaveLength(RETRIES.length + 1);
    expect(await alerts()).toHaveLength(1);
  });

  // OpenDSR 2.0, section 8.8, and its security guidelines: what a controller says to a callback it does not take.
  test.each([400, 401, 403, 404, 410, 429])('that is answered by %i was not taken', async (status) => {
    const host = await hostFor(HOST);
    host.answers(status, 200);
    await tell(host);
    bench.advance(RETRIES[0]);
    await tell(host);
    expect(host.heard).toHaveLength(2);
  });

  test.each([301, 302, 303, 307, 308])('goes nowhere else when it is answered by %i', async (status) => {
    const host = await hostFor(HOST);
    host.answers(status, 202);
    await tell(host);
    expect(host.heard.map(({ path }) => path)).toEqual([new URL(ADDRESS).pathname]);
    bench.advance(RETRIES[0]);
    await tell(host);
    expect(host.heard).toHaveLength(2);
    expect(host.heard.every(({ path }) => path !== '/elsewhere')).toBe(true);
  });

  test.each([['127.0.0.1'], ['10.0.0.1'], ['169.254.169.254'], ['::1'], [OUTSIDE, '127.0.0.1']])(
    'opens no connection for a name that leads to %s %s',
    async (...addresses) => {
      const host = await hostFor(HOST);
      await tell(host, async () =>
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
      expect(host.connections()).toBe(0);
    },
  );

  test('asks for the address of a name once: a second answer could be another one', async () => {
    const host = await hostFor(HOST);
    let asked = 0;
    await tell(host, async (name) => {
      asked++;
      return asked === 1 ? toOutside(name) : [{ address: '127.0.0.1', family: 4 }];
    });
    expect(asked).toBe(1);
    expect(host.heard).toHaveLength(1);
  });
});
