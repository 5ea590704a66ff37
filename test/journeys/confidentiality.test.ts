import { createSecretKey } from 'node:crypto';
import { DynamoDBClient, QueryCommand, ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FORMAT, open } from '../../shared/crypto/section.ts';
import vectors from '../vectors/wycheproof.json' with { type: 'json' };
import { startStack, type Stack, type Tenant } from './fixture.ts';
import { assumeRole, clientSettings, outputOf } from './sessions.ts';
import { encodings, filesBelow } from './state-files.ts';

const DATA = 'bailiwick-dev-data';
const KEYS = 'bailiwick-dev-keys';

/** Words that are in sealed fields only; long enough that none of their encodings is a matter of chance. */
const MARKERS = {
  name: 'Zwetschgenmarkierung Albrecht',
  email: 'zwetschgenmarkierung@example.org',
  phone: '+49 30 9876543210',
  street: 'Quittenmarkierungsallee 17',
  remark: 'Mirabellenmarkierung, mag keine Anrufe',
  externalId: 'SCHLEHENMARKIERUNG-0815',
  company: 'Hagebuttenmarkierung GmbH',
  note: 'Sanddornmarkierung im Vermerk',
  recipient: 'Holundermarkierung Vidal',
  member: 'Brombeermarkierung Haddad',
  business: 'Kornelkirschenmarkierung & Daughters',
} as const;

let stack: Stack;
let a: Tenant;
let b: Tenant;
let owner: DynamoDBClient;
let contact: string;
beforeAll(async () => {
  stack = await startStack();
  a = await stack.onboard('DE', MARKERS.business);
  b = await stack.onboard('FR');
  owner = new DynamoDBClient({
    endpoint: stack.awsUrl,
    region: stack.region,
    credentials: stack.cloud.operator,
  });
  for (const { client } of [a, b]) {
    const made = await client.post('/v1/contacts', {
      name: MARKERS.name,
      email: MARKERS.email,
      phone: MARKERS.phone,
      address: { street: MARKERS.street, country: 'DE' },
      remark: MARKERS.remark,
      externalId: MARKERS.externalId,
    });
    expect(made.status).toBe(201);
    contact ??= made.body.id as string;
    const about = made.body.id as string;
    const line = { text: 'Chai', quantity: 1, unitPrice: 1, amount: 1 };
    const [shop, ...others] = [
      await client.post('/v1/customers', { companyName: MARKERS.company, contactPerson: about }),
      await client.post(
        '/v1/notes',
        { about, text: MARKERS.note },
        { 'idempotency-key': MARKERS.externalId },
      ),
      await client.post('/v1/invoices', {
        billedTo: about,
        issuedOn: '2026-01-01',
        lines: [line],
        total: 1,
        recipientName: MARKERS.recipient,
      }),
      await client.post('/v1/members', {
        kind: 'human',
        role: 'sales',
        name: MARKERS.member,
        email: `x.${MARKERS.email}`,
      }),
      await client.patch(`/v1/contacts/${about}`, 1, { jobTitle: 'Buyer', fax: MARKERS.phone }),
      await client.post('/v1/contacts/lookup', { email: MARKERS.email }),
      await client.get('/v1/members'),
      await client.get(`/v1/contacts?limit=1`),
    ];
    expect([shop, ...others].map(({ status }) => status)).not.toContain(400);
    await client.get(`/v1/customers/${shop.body.id}`);
  }
});
afterAll(async () => {
  owner.destroy();
  await stack.stop();
});

const scan = async (TableName: string) => {
  const items: Record<string, AttributeValue>[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await owner.send(new ScanCommand({ TableName, ExclusiveStartKey }));
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
};

/** Files of the whole state that hold a text in one of its encodings. */
function holding(text: string): string[] {
  const files = filesBelow(stack.stateDir);
  return [...encodings(text)].flatMap(([encoding, bytes]) =>
    files.filter((file) => file.bytes.includes(bytes)).map(({ path }) => `${encoding}: ${path}`),
  );
}

test('the scan itself finds what is plain, in every encoding', () => {
  // The name of a function stands in the logs, an id in the tables: the method works on these files.
  expect(holding('bailiwick-dev-records')).not.toEqual([]);
  expect(holding(contact)).not.toEqual([]);
  const text = MARKERS.remark;
  for (const [encoding, bytes] of encodings(text)) {
    const forms: Record<string, string> = {
      plain: text,
      hex: Buffer.from(text).toString('hex'),
      'base64 at 0': Buffer.from(text).toString('base64'),
      'base64 at 1': Buffer.from(`"${text}"`).toString('base64'),
      'base64 at 2': Buffer.from(`":${text}"`).toString('base64'),
      'base64url at 1': Buffer.from(`{${text}`).toString('base64url'),
    };
    const form = forms[encoding];
    if (form !== undefined) expect(Buffer.from(form).includes(bytes), encoding).toBe(true);
  }
});

test('ENC-03: a raw dump holds no seeded marker, another tenant’s context decrypts nothing, and the published vectors pass', async () => {
  for (const [name, text] of Object.entries(MARKERS)) expect(holding(text), name).toEqual([]);

  const { Items = [] } = await owner.send(
    new QueryCommand({
      TableName: KEYS,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `T#${a.tenant}#WRP` } },
    }),
  );
  const wrapping = Items.find(({ kmsKey }) => kmsKey?.S);
  const session = await assumeRole(stack, outputOf(stack, 'RolesTenant'), { tenant: a.tenant });
  const [inside, account] = [session, stack.cloud.operator].map(
    (credentials) => new KMSClient(clientSettings(stack, credentials)),
  );
  const decrypt = (kms: KMSClient | undefined, EncryptionContext: Record<string, string> | undefined) =>
    kms?.send(
      new DecryptCommand({
        KeyId: wrapping?.['kmsKey']?.S,
        CiphertextBlob: wrapping?.['wrapped']?.B,
        EncryptionContext,
      }),
    );
  expect((await decrypt(inside, { tenant: a.tenant }))?.Plaintext).toHaveLength(32);
  await expect(decrypt(inside, { tenant: b.tenant })).rejects.toThrow();
  await expect(decrypt(inside, undefined)).rejects.toThrow();
  // The account owns the key and may not use it, not even under the right context.
  await expect(decrypt(account, { tenant: a.tenant })).rejects.toThrow();
  for (const kms of [inside, account]) kms?.destroy();

  const hex = (text: string) => Buffer.from(text, 'hex');
  for (const { key, iv, aad, msg, ct, tag, result, tcId } of vectors.aesGcm) {
    const sealed = Buffer.concat([Buffer.of(FORMAT), hex(iv), hex(ct), hex(tag)]);
    const opened = () => open(createSecretKey(hex(key)), hex(aad), sealed).toString('hex');
    if (result === 'valid') expect(opened(), String(tcId)).toBe(msg);
    else expect(opened, String(tcId)).toThrow();
  }
});

test('ENC-04: a search by e-mail finds what the stored item does not hold, and one address has other tokens in another tenant', async () => {
  const { body } = await a.client.post('/v1/contacts/lookup', { email: MARKERS.email.toUpperCase() });
  expect(body.items).toMatchObject([{ id: contact, email: MARKERS.email }]);
  const data = await scan(DATA);
  const stored = data.find(({ id }) => id?.S === contact);
  expect(stored?.['self']?.B?.length).toBeGreaterThan(50);
  expect(Buffer.from(stored?.['self']?.B ?? []).includes('markierung')).toBe(false);
  expect(JSON.stringify(stored)).not.toContain('markierung');

  const tokens = (await scan(KEYS)).flatMap(({ pk, kind }) => {
    const [, tenant, token] = /^T#([0-9A-Z]{26})#TOK#(.+)$/.exec(pk?.S ?? '') ?? [];
    return tenant && token ? [{ tenant, token, kind: kind?.S }] : [];
  });
  const of = (tenant: string) =>
    tokens.filter(({ tenant: own, kind }) => own === tenant && kind === 'email').map(({ token }) => token);
  expect(of(a.tenant)).toHaveLength(1);
  expect(of(b.tenant)).toHaveLength(1);
  expect(of(a.tenant)).not.toEqual(of(b.tenant));
  expect(new Set(tokens.map(({ token }) => token)).size).toBe(tokens.length);
});

interface StoredEvent {
  readonly action: string;
  readonly fields: readonly string[];
  readonly text: string;
  readonly digest: string | undefined;
}

async function eventsOn(target: string): Promise<StoredEvent[]> {
  const items = (await scan(DATA)).filter(
    ({ pk, target: on }) => pk?.S?.startsWith(`T#${a.tenant}#AUD#`) && on?.S === target,
  );
  return items.map((item) => ({
    action: item['action']?.S ?? '',
    fields: (item['fields']?.L ?? []).map(({ S = '' }) => S),
    text: JSON.stringify(item),
    digest: item['digest']?.S,
  }));
}

test('AUD-02: reading three protected fields leaves one event that names three, a change names its fields, and no event or log holds a value', async () => {
  const sealed = { name: MARKERS.name, email: MARKERS.email, remark: MARKERS.remark };
  const { body } = await a.client.post('/v1/contacts', { ...sealed, source: 'fair' });
  const { id } = body as { id: string };
  const before = await eventsOn(id);
  expect(before.map(({ action }) => action)).toEqual(['record.create']);

  expect((await a.client.get(`/v1/contacts/${id}`)).status).toBe(200);
  const reads = (await eventsOn(id)).filter(({ action }) => action === 'record.read');
  expect(reads).toHaveLength(1);
  expect([...(reads[0]?.fields ?? [])].sort()).toEqual(['email', 'name', 'remark']);

  const patch = { remark: `${MARKERS.remark}!`, phone: MARKERS.phone };
  expect((await a.client.patch(`/v1/contacts/${id}`, 1, patch)).status).toBe(200);
  const changes = (await eventsOn(id)).filter(({ action }) => action === 'record.change');
  expect(changes).toHaveLength(1);
  expect([...(changes[0]?.fields ?? [])].sort()).toEqual(['phone', 'remark']);

  for (const { text, digest } of await eventsOn(id)) {
    expect(digest).toMatch(/^[\w-]{43}$/);
    for (const value of Object.values(MARKERS)) expect(text).not.toContain(value);
  }
  const logs = filesBelow(stack.stateDir, 'logs');
  expect(logs.length).toBeGreaterThan(0);
  for (const { path, bytes } of logs)
    for (const value of Object.values(MARKERS))
      for (const [encoding, form] of encodings(value))
        expect(bytes.includes(form), `${encoding} in ${path}`).toBe(false);
});

test('part of AUD-02: lists, look-ups and a person’s view leave their events as well; a refused read leaves none', async () => {
  const { body } = await a.client.post('/v1/contacts', { name: MARKERS.name, email: 'aud@example.org' });
  await stack.advance('PT3S');
  const actions = async () => (await eventsOn(body.id as string)).map(({ action }) => action).sort();
  await a.client.get('/v1/contacts?limit=1');
  await a.client.post('/v1/contacts/lookup', { email: 'aud@example.org' });
  await a.client.get(`/v1/people/${body.person}`);
  expect(await actions()).toEqual(['person.lookUp', 'person.read', 'record.create', 'record.list']);
  await b.client.get(`/v1/contacts/${body.id}`);
  await stack.anybody.get(`/v1/contacts/${body.id}`);
  expect(await actions()).toHaveLength(4);
});

test('part of TEN-01: the directory of the platform holds opaque ids, countries and states only', async () => {
  const system = (await scan(DATA)).filter(({ pk }) => pk?.S?.startsWith('S#'));
  expect(system.length).toBeGreaterThan(3);
  const words = new Set(system.flatMap((item) => Object.keys(item)));
  const allowed = ['pk', 'sk', 'tenant', 'state', 'country', 'createdAt', 'attempt', 'keyBegun', 'kmsKey'];
  const due = ['instant', 'kind', 'reference', 'ttl', 'shard', 'day', 'at', 'through', 'value'];
  for (const word of words) expect([...allowed, ...due]).toContain(word);
});
