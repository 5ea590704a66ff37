import { setTimeout as pauseFor } from 'node:timers/promises';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { FUNCTIONS } from '../../lib/functions.ts';
import { STAGES } from '../../lib/stage.ts';
import { eventually } from './awaited.ts';
import type { Client } from './client.ts';
import type { OutboxMail, Stack, Tenant } from './fixture.ts';
import { startStack } from './fixture.ts';

/** A message or request as the API shows it. */
export interface Seen {
  readonly id: string;
  readonly state: string;
  readonly type: string;
  readonly channel: string;
  readonly receivedAt: string;
  readonly [name: string]: unknown;
}

/** A business with an officer and a public name, the vendor with an officer, and everything that reaches them. */
export type IntakeScene = Awaited<ReturnType<typeof openScene>>;

async function officerOf(stack: Stack, { client }: Tenant, email: string): Promise<Client> {
  const member = await client.post('/v1/members', { kind: 'human', role: 'officer', name: 'Olaf', email });
  const made = await client.post(`/v1/members/${(member.body as Seen).id}/keys`, {});
  return stack.client((made.body as { apiKey: string }).apiKey);
}

async function vendorOf(stack: Stack): Promise<Tenant> {
  const tenant = await stack.begin('DE', STAGES.dev.house);
  const { body } = await stack.operator.post(`/v1/platform/tenants/${tenant}/claim`, {
    name: 'The Vendor',
    admin: { name: 'Vera Vendor', email: 'vera@vendor.example' },
  });
  const { principal, keyId, apiKey } = body as Tenant;
  return { tenant, country: 'DE', principal, keyId, apiKey, client: stack.client(apiKey) };
}

/** A mail of a person; `id` becomes its message id. */
export const mail = (id: string, text: string, subject = 'Meine Daten') => [
  'From: Ines Albrecht <ines@example.org>',
  `Subject: ${subject}`,
  `Message-ID: <${id}@example.org>`,
  'Content-Type: text/plain; charset=utf-8',
  '',
  text,
];

/** Starts a stack with both. */
export async function openScene() {
  const stack = await startStack();
  const firm = await stack.onboard();
  const vendor = await vendorOf(stack);
  const officer = await officerOf(stack, firm, 'olaf@example.org');
  const vendorOfficer = await officerOf(stack, vendor, 'veit@vendor.example');
  const settings = await firm.client.call('PUT', '/v1/intake-settings', {
    body: { handle: 'lindqvist.example' },
  });
  if (settings.status !== 204) throw new Error(settings.text);

  /** Hands a mail over to the receiving end of the local cloud. */
  const write = async (
    to: string,
    lines: readonly string[],
    envelope: { readonly from?: string; readonly fail?: string } = {},
  ): Promise<number> => {
    const query = new URLSearchParams({ from: envelope.from ?? 'ines@example.org', to });
    if (envelope.fail) query.set('fail', envelope.fail);
    const { status } = await fetch(`${stack.awsUrl}/_local/inbox?${query.toString()}`, {
      method: 'POST',
      headers: { 'content-type': 'message/rfc822' },
      body: lines.join('\r\n'),
    });
    return status;
  };
  const inbox = ({ tenant }: Tenant) => `privacy+${tenant.toLowerCase()}@inbox.example.com`;
  const arrivals = async (client: Client, state = ''): Promise<Seen[]> => {
    const { body } = await client.get(`/v1/intake${state && `?filter[state]=${state}`}`);
    return (body as { items: Seen[] }).items;
  };
  const letters = (to: string, subject: RegExp): Promise<OutboxMail[]> =>
    eventually(stack, async () => {
      const found = (await stack.outbox({ to })).filter((each) => subject.test(each.subject));
      return found.length > 0 ? found : undefined;
    });
  /** Everything that functions have written to their logs. */
  const linesOfLogs = (): string =>
    FUNCTIONS.flatMap(({ name }) => stack.cloud.services.logs.tail(`/bailiwick/dev/${name}`, 10_000))
      .map(({ message }) => message)
      .join('\n');

  /** Objects in a bucket of the template, by the beginning of its logical id. */
  const objectsIn = async (logicalId: string): Promise<number> => {
    const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket: bucket(logicalId) }));
    return KeyCount ?? -1;
  };
  const bucket = (logicalId: string): string => {
    const { resources } = stack.cloud.deployment;
    const found = resources.find(
      (each) => each.type === 'AWS::S3::Bucket' && each.logicalId.startsWith(logicalId),
    );
    return found?.physicalId ?? '';
  };
  const s3 = new S3Client({
    endpoint: stack.awsUrl,
    region: stack.region,
    credentials: stack.cloud.operator,
    forcePathStyle: true,
  });

  /** The newest message in a state that is not among those known before. */
  const newest = (client: Client, state: string, known: readonly string[]): Promise<Seen> =>
    eventually(stack, async () => (await arrivals(client, state)).find(({ id }) => !known.includes(id)));
  /** The messages that are there by now; the list lags. */
  const ids = async (client: Client): Promise<string[]> => {
    await pauseFor(300);
    return (await arrivals(client)).map(({ id }) => id);
  };

  /** Puts a mail into the bucket as the receiving service does, without telling anybody. */
  const store = async (name: string, lines: readonly string[]): Promise<void> => {
    const to = { Bucket: bucket('BucketsInbox'), Key: `mail/${name}` };
    await s3.send(new PutObjectCommand({ ...to, Body: lines.join('\r\n') }));
  };

  return {
    stack,
    firm,
    officer,
    vendorOfficer,
    inbox: inbox(firm),
    write,
    store,
    arrivals,
    newest,
    ids,
    letters,
    linesOfLogs,
    objectsIn,
  };
}
