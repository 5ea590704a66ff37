import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStack, type Stack, type Tenant } from './fixture.ts';

interface Form {
  readonly url: string;
  readonly fields: Record<string, string>;
}

let stack: Stack;
let own: Tenant;
beforeAll(async () => {
  stack = await startStack();
  own = await stack.onboard('DE');
});
afterAll(() => stack.stop());

const demo = (name: string) => readFileSync(join(import.meta.dirname, '..', '..', 'demo', name));

async function post({ url, fields }: Form, content: Buffer): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([new Uint8Array(content)]));
  const response = await fetch(url, { method: 'POST', body: form });
  await response.text();
  return response.status;
}

/** Prepares, uploads and starts an import, and waits for its end. */
async function imported(mapping: unknown, files: Readonly<Record<string, Buffer>>) {
  const begun = await own.client.post('/v1/imports', { format: 'csv', mapping });
  expect(begun.status, begun.text).toBe(202);
  const { id, uploads } = begun.body as { id: string; uploads: Record<string, Form> };
  for (const [name, content] of Object.entries(files))
    expect(await post(uploads[name] as Form, content)).toBeLessThan(300);
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

test('part of ENT-06: a file about a person is sealed, fetched under an address that ends, and deleted', async () => {
  const person = await own.client.post('/v1/contacts', { name: 'Ines Albrecht' });
  const content = Buffer.alloc(200_000, 'the text of a contract; ');
  const body = { about: person.body.id as string, name: 'contract.pdf', mediaType: 'application/pdf' };
  const made = await own.client.post('/v1/files', body);
  expect(made.status, made.text).toBe(201);
  const path = `/v1/files/${made.body.id}`;
  expect(await post(made.body.upload as Form, content)).toBeLessThan(300);
  const sealed = await own.client.call('POST', `${path}/complete`);
  expect(sealed.status, sealed.text).toBe(200);
  expect(sealed.body).toMatchObject({ status: 'sealed', size: content.length, version: 2 });
  const opened = await own.client.call('POST', `${path}/content`);
  expect(opened.status, opened.text).toBe(200);
  const response = await fetch(opened.body.url as string);
  expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
  expect((await own.client.delete(path, 2)).status).toBe(204);
  expect((await own.client.get(path)).status).toBe(404);
});
