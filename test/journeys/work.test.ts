import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { upload, type UploadForm } from './awaited.ts';
import { startStack, type Stack, type Tenant } from './fixture.ts';
import { clientSettings } from './sessions.ts';

let stack: Stack;
let own: Tenant;
beforeAll(async () => {
  stack = await startStack();
  own = await stack.onboard('DE');
});
afterAll(() => stack.stop());

const demo = (name: string) => readFileSync(join(import.meta.dirname, '..', '..', 'demo', name));

/** Prepares, uploads and starts an import, and waits for its end. */
async function imported(mapping: unknown, files: Readonly<Record<string, Buffer>>) {
  const begun = await own.client.post('/v1/imports', { format: 'csv', mapping });
  expect(begun.status, begun.text).toBe(202);
  const { id, uploads } = begun.body as { id: string; uploads: Record<string, UploadForm> };
  for (const [name, content] of Object.entries(files))
    expect(await upload(uploads[name] as UploadForm, content)).toBeLessThan(300);
  const started = await own.client.call('POST', `/v1/imports/${id}/start`);
  expect(started.status, started.text).toBe(202);
  for (let tries = 0; tries < 300; tries++) {
    const { body } = await own.client.get(`/v1/jobs/${id}`);
    if (['done', 'failed', 'cancelled'].includes(body.state as string)) return body;
    await pauseFor(100);
  }
  throw new Error('the import does not end');
}

interface Map {
  readonly imports: readonly {
    readonly file: string;
    readonly mapping: unknown;
    readonly joins?: Readonly<Record<string, string>>;
  }[];
}

describe('files of a business', () => {
  test('become people, businesses and orders with their lines, once', async () => {
    const { imports } = JSON.parse(demo('maps/own.json').toString()) as Map;
    for (const round of [1, 2]) {
      for (const { file, mapping, joins = {} } of imports) {
        const joined = Object.entries(joins).map(([name, path]) => [name, demo(`data/${path}`)] as const);
        const job = await imported(mapping, { main: demo(`data/${file}`), ...Object.fromEntries(joined) });
        expect(job).toMatchObject({ state: 'done', progress: { refused: 0 } });
        expect(job.progress[round === 1 ? 'skipped' : 'created']).toBe(0);
        expect(job.progress[round === 1 ? 'created' : 'skipped']).toBeGreaterThan(0);
      }
    }
    const found = await own.client.post('/v1/contacts/lookup', { externalId: 'contact-1001' });
    expect(found.body.items).toMatchObject([{ name: 'Tomás Vidal', address: { country: 'ES' } }]);
  });

  test('that fit in part say by row and rule what was refused, under an address that ends', async () => {
    const mapping = {
      records: [
        {
          type: 'contact',
          externalId: { column: 'no' },
          fields: { name: { column: 'name' }, email: { column: 'mail' } },
        },
      ],
    };
    const main = Buffer.from('no,name,mail\nx1,Noor Haddad,noor@example.com\nx2,Noor Haddad,nowhere\n');
    const { id, progress } = await imported(mapping, { main });
    expect(progress).toMatchObject({ rowsRead: 2, created: 1, refused: 1 });
    const { body } = await own.client.call('POST', `/v1/imports/${id}/refused/file`);
    const csv = await (await fetch(body.url as string)).text();
    expect(csv).toBe('row,type,pointer,rule\r\n2,"contact","/email","invalid_format.email"\r\n');
    await stack.advance('PT6M');
    expect((await fetch(body.url as string)).status).toBe(403);
  });
});

/** Objects of the tenant in the vault, as the owner of the account sees them. */
async function vaulted(): Promise<string[]> {
  const s3 = new S3Client({ ...clientSettings(stack, stack.cloud.operator), forcePathStyle: true });
  const vault = stack.cloud.deployment.resources.find(
    ({ type, logicalId }) => type === 'AWS::S3::Bucket' && logicalId.includes('Vault'),
  );
  const Bucket = vault?.physicalId;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${own.tenant}/` }));
  s3.destroy();
  return Contents.map(({ Key = '' }) => Key);
}

test('part of ENT-06: a file about a person is sealed, fetched under an address that ends within 15 minutes, and gone from store and list when it is deleted', async () => {
  const person = await own.client.post('/v1/contacts', { name: 'Ines Albrecht' });
  const content = Buffer.alloc(200_000, 'the text of a contract; ');
  const body = { about: person.body.id as string, name: 'contract.pdf', mediaType: 'application/pdf' };
  const made = await own.client.post('/v1/files', body);
  expect(made.status, made.text).toBe(201);
  const path = `/v1/files/${made.body.id}`;
  expect(await upload(made.body.upload as UploadForm, content)).toBeLessThan(300);
  const sealed = await own.client.call('POST', `${path}/complete`);
  expect(sealed.status, sealed.text).toBe(200);
  expect(sealed.body).toMatchObject({ status: 'sealed', size: content.length, version: 2 });
  const opened = await own.client.call('POST', `${path}/content`);
  expect(opened.status, opened.text).toBe(200);
  const response = await fetch(opened.body.url as string);
  expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
  await stack.advance('PT15M');
  expect((await fetch(opened.body.url as string)).status).toBe(403);
  const again = await own.client.call('POST', `${path}/content`);
  expect((await fetch(again.body.url as string)).status).toBe(200);

  const listed = async () =>
    ((await own.client.get('/v1/files')).body.items as { id: string }[]).map(({ id }) => id);
  expect(await listed()).toContain(made.body.id);
  expect(await vaulted()).toHaveLength(1);
  expect((await own.client.delete(path, 2)).status).toBe(204);
  await stack.advance('PT16M');
  expect((await own.client.get(path)).status).toBe(404);
  expect((await own.client.call('POST', `${path}/content`)).status).toBe(404);
  expect((await fetch(again.body.url as string)).status).not.toBe(200);
  expect(await listed()).not.toContain(made.body.id);
  expect(await vaulted()).toEqual([]);
});
