import { X509Certificate, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY, instant } from '../../../shared/kernel/time.ts';
import { SYSTEM_KEYS } from '../../../shared/store/grammar.ts';
import { ABSENT, PRESENT, any } from '../../../shared/store/clauses.ts';
import { RENEWED, ownCertificate } from '../../../shared/standards/certificate/own-certificate.ts';
import type { Bench } from '../../engine/bench.ts';
import { firmBench } from '../rights/firm.ts';
import { openAuthority, rsaPair, signingWith, type Authority } from './authority.ts';
import { OPENDSR_REQUEST } from './samples.ts';
import { PUBLIC_URL, openScene, type Scene } from './scene.ts';

const DOMAIN = new URL(PUBLIC_URL).hostname;
const PLATFORM = '/v1/platform/opendsr-certificate';

describe('the certificate that the key signs for itself', () => {
  const pair = rsaPair();
  const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const START = Date.UTC(2027, 2, 1, 9);
  let signatures = 0;
  const made = (domain: string, now: () => number) =>
    ownCertificate({
      domain,
      publicKey: async () => pem,
      sign: async (bytes) => {
        signatures++;
        return signingWith(pair.privateKey)(bytes);
      },
      now,
    });

  test.each(['opendsr.example.com', `${'a'.repeat(63)}.${'b'.repeat(63)}.example.com`, '127.0.0.1'])(
    'is an X.509 certificate for %s that verifies with the key in it',
    async (domain) => {
      const certificate = new X509Certificate(await made(domain, () => START)());
      expect(certificate.publicKey.equals(pair.publicKey)).toBe(true);
      expect(certificate.verify(pair.publicKey)).toBe(true);
      expect(certificate.verify(rsaPair().publicKey)).toBe(false);
      expect(certificate.ca).toBe(false);
      expect(certificate.issuer).toBe(certificate.subject);
      expect(certificate.subject).toBe(`CN=${domain.slice(0, 64)}`);
      const [kind, name] = (certificate.subjectAltName ?? '').split(':');
      expect([kind, name]).toEqual([domain === '127.0.0.1' ? 'IP Address' : 'DNS', domain]);
    },
  );

  test('is valid at every moment, also by clocks a day behind, and replaced two months before its end', async () => {
    const serials = new Set<string>();
    for (let now = START; now < START + 400 * DAY; now += 9 * DAY) {
      const { validFromDate, validToDate, serialNumber } = new X509Certificate(
        await made('a.example.com', () => now)(),
      );
      expect(validFromDate.getTime()).toBeLessThanOrEqual(now - DAY);
      expect(validToDate.getTime()).toBeGreaterThan(now + 58 * DAY);
      serials.add(serialNumber);
    }
    expect(serials.size).toBe(Math.ceil(400 / (RENEWED / DAY)) + 1);
  });

  test('is the same one from every process, and costs a process one signature', async () => {
    let now = START;
    const one = made('a.example.com', () => now);
    const first = await one();
    signatures = 0;
    expect(await one()).toBe(first);
    expect(signatures).toBe(0);
    expect(await made('a.example.com', () => now)()).toBe(first);
    now += RENEWED;
    expect(await one()).not.toBe(first);
  });

  test('is made anew when signing failed once', async () => {
    let up = false;
    const certificate = ownCertificate({
      domain: 'a.example.com',
      publicKey: async () => pem,
      sign: async (bytes) => {
        if (!up) throw new Error('down');
        return signingWith(pair.privateKey)(bytes);
      },
      now: () => START,
    });
    await expect(certificate()).rejects.toThrow('down');
    up = true;
    expect(await certificate()).toContain('BEGIN CERTIFICATE');
  });

  test('writes years from 2050 on with four digits', async () => {
    const certificate = new X509Certificate(await made('a.example.com', () => Date.UTC(2050, 5, 1))());
    expect(certificate.validFromDate.getUTCFullYear()).toBe(2050);
  });
});

describe('the certificate that is served', () => {
  let bench: Bench;
  let scene: Scene;
  let root: Authority;
  let authority: Authority;
  beforeAll(async () => {
    bench = await firmBench();
    root = await openAuthority('Root', bench.now());
    authority = await openAuthority('Issuer', bench.now(), root);
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    scene = await openScene(bench);
    await platform('DELETE');
  });

  const platform = (method: string, body?: object) => scene.call(method, PLATFORM, body, { operator: true });
  const put = (...chain: readonly string[]) => platform('PUT', { chain: chain.join('') });
  const served = async () => (await scene.call('GET', '/v1/opendsr/certificate')).body;
  const leaf = async () => new X509Certificate(await served());

  test('verifies answers with its key, is where the discovery says, and is for the host that signs', async () => {
    const discovered = await scene.call('GET', '/v1/opendsr/discovery');
    const url = new URL(String(discovered.json['processor_certificate']));
    expect(url.hostname).toBe(DOMAIN);
    const { body: text, headers: sent } = await scene.call('GET', url.pathname);
    expect(sent['Content-Type']).toBe('application/x-pem-file');
    const certificate = new X509Certificate(text);
    expect(certificate.checkHost(DOMAIN, { subject: 'never' })).toBe(DOMAIN);
    const submitted_time = instant(bench.now());
    const { status_callback_urls: _, ...asked } = { ...OPENDSR_REQUEST, submitted_time };
    const { status, body, headers } = await scene.call('POST', '/v1/opendsr/requests', asked);
    expect([status, headers['X-OpenDSR-Processor-Domain']]).toEqual([201, DOMAIN]);
    const signature = Buffer.from(headers['X-OpenDSR-Signature'] ?? '', 'base64');
    expect(verify('sha256', Buffer.from(body), certificate.publicKey, signature)).toBe(true);
    expect(verify('sha256', Buffer.from(`${body} `), certificate.publicKey, signature)).toBe(false);
  });

  test('is that of an authority once the operator has one, with the chain, until it is dropped', async () => {
    const before = await platform('GET');
    expect(before.json).toMatchObject({ issuedBy: 'itself', domain: DOMAIN });
    const own = await authority.issue(DOMAIN, scene.publicKey);
    expect(await put(own, authority.pem)).toMatchObject({ status: 204 });
    expect(await served()).toBe(own + authority.pem);
    expect((await leaf()).verify(new X509Certificate(authority.pem).publicKey)).toBe(true);
    expect((await platform('GET')).json).toMatchObject({ issuedBy: 'authority' });
    expect(await platform('DELETE')).toMatchObject({ status: 204 });
    expect((await leaf()).issuer).toBe(`CN=${DOMAIN}`);
  });

  test('is the key’s own one again as soon as one of the chain has ended', async () => {
    const own = await authority.issue(DOMAIN, scene.publicKey, { until: bench.now() + 2 * DAY });
    await put(own, authority.pem);
    bench.advance(2 * DAY - 1000);
    expect((await leaf()).issuer).toBe('CN=Issuer');
    bench.advance(1000);
    expect((await leaf()).issuer).toBe(`CN=${DOMAIN}`);
  });

  test('can be asked of an authority: the request is signed by the key and names the host', async () => {
    const { json } = await platform('GET');
    const der = Buffer.from(String(json['request']).split('\n').slice(1, -2).join(''), 'base64');
    const parts = elementsOf(der);
    const [info, , signature] = parts;
    expect(signature).toBeDefined();
    expect(
      verify('sha256', info as Buffer, scene.publicKey, contentOf(signature as Buffer).subarray(1)),
    ).toBe(true);
    const [, , key] = elementsOf(info as Buffer);
    const asked = createPublicKey({ key: key as Buffer, format: 'der', type: 'spki' });
    expect(asked.equals(scene.publicKey)).toBe(true);
    expect(info?.includes(DOMAIN)).toBe(true);
  });

  const cases: readonly (readonly [string, string, (key: KeyObject) => Promise<readonly string[]>])[] = [
    ['nothing', 'PEM certificates', async () => ['']],
    ['a text', 'PEM certificates', async () => ['certificate']],
    [
      'a block that is none',
      'PEM certificates',
      async () => ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
    ],
    [
      'a private key with it',
      'PEM certificates',
      async (key) => [
        await authority.issue(DOMAIN, key),
        rsaPair().privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      ],
    ],
    ['six certificates', 'PEM certificates', async () => Array.from({ length: 6 }, () => root.pem)],
    [
      'that of another key',
      'key of this deployment',
      async () => [await authority.issue(DOMAIN, rsaPair().publicKey)],
    ],
    ['its own one', 'issued by an authority', async () => [await served()]],
    [
      'one for another host',
      'host of this deployment',
      async (key) => [await authority.issue('example.com', key)],
    ],
    [
      'one for every host',
      'host of this deployment',
      async (key) => [await authority.issue(`*.${DOMAIN.split('.').slice(1).join('.')}`, key)],
    ],
    [
      'one that has ended',
      'valid now',
      async (key) => [await authority.issue(DOMAIN, key, { until: bench.now() })],
    ],
    [
      'one that has not begun',
      'valid now',
      async (key) => [await authority.issue(DOMAIN, key, { from: bench.now() + 1000 })],
    ],
    [
      'another issuer',
      'each issued by the next',
      async (key) => [await authority.issue(DOMAIN, key), root.pem],
    ],
    [
      'an issuer of the same name',
      'each issued by the next',
      async (key) => [
        await authority.issue(DOMAIN, key),
        (await openAuthority(authority.name, bench.now(), root)).pem,
      ],
    ],
    [
      'an issuer that may not issue',
      'each issued by the next',
      async (key) => {
        const other = rsaPair();
        const posing = await root.issue(authority.name, other.publicKey);
        return [await authority.issue(DOMAIN, key), posing];
      },
    ],
  ];
  test.each(cases)('%s is refused, by its rule, and nothing changes', async (_, rule, chain) => {
    const answer = await put(...(await chain(scene.publicKey)));
    expect(answer).toMatchObject({ status: 422, json: { violations: [{ pointer: '/chain', rule }] } });
    expect((await platform('GET')).json).toMatchObject({ issuedBy: 'itself' });
  });

  test('is the operator’s to change alone', async () => {
    const chain = await authority.issue(DOMAIN, scene.publicKey);
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect(await scene.call(method, PLATFORM, method === 'PUT' ? { chain } : undefined)).toMatchObject({
        status: 401,
      });
  });

  test('is not an authority’s that was accepted for the key of before', async () => {
    const at = SYSTEM_KEYS.certificate();
    const foreign = await authority.issue(DOMAIN, rsaPair().publicKey);
    await bench.system.write([{ put: { chain: foreign }, at, if: any(ABSENT, PRESENT) }]);
    expect((await leaf()).publicKey.equals(scene.publicKey)).toBe(true);
  });
});

/** The elements within one, whole. */
function elementsOf(der: Buffer): Buffer[] {
  const content = contentOf(der);
  const found: Buffer[] = [];
  for (let at = 0; at < content.length;) {
    const rest = content.subarray(at);
    const length = headOf(rest) + lengthOf(rest);
    found.push(rest.subarray(0, length));
    at += length;
  }
  return found;
}

const headOf = (der: Buffer) => 2 + ((der[1] ?? 0) < 0x80 ? 0 : (der[1] ?? 0) & 0x7f);
const lengthOf = (der: Buffer) =>
  (der[1] ?? 0) < 0x80 ? (der[1] ?? 0) : der.readUIntBE(2, (der[1] ?? 0) & 0x7f);
const contentOf = (der: Buffer) => der.subarray(headOf(der), headOf(der) + lengthOf(der));
