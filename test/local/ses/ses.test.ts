import {
  DeleteSuppressedDestinationCommand,
  GetAccountCommand,
  GetSuppressedDestinationCommand,
  ListEmailIdentitiesCommand,
  PutSuppressedDestinationCommand,
  SendEmailCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSes } from '../../../local/ses/ses.ts';
import type { Ses } from '../../../local/ses/ses.ts';
import { CALLER, CREDENTIALS, serve, testWorld } from '../states/wire.ts';
import type { TestWorld } from '../states/wire.ts';

const NO_RECEIVERS = {
  assume: () => {
    throw new TypeError('nothing is received here');
  },
  put: () => Promise.reject(new TypeError('nothing is received here')),
  invoke: () => Promise.reject(new TypeError('nothing is received here')),
  mayInvoke: () => Promise.reject(new TypeError('nothing is received here')),
};

let world: TestWorld;
let ses: Ses;
let front: Awaited<ReturnType<typeof serve>>;
let client: SESv2Client;

async function declare(type: string, properties: Record<string, unknown>): Promise<unknown> {
  const found = ses.resourceTypes.find((candidate) => candidate.type === type);
  return found?.apply({ stack: 's', logicalId: 'Thing', defaultName: 's-Thing', properties });
}

async function open(): Promise<void> {
  ses = createSes(world, NO_RECEIVERS);
  front = await serve(ses);
  client = new SESv2Client({
    endpoint: front.endpoint,
    region: 'eu-central-1',
    credentials: CREDENTIALS,
    maxAttempts: 1,
  });
}

async function close(): Promise<void> {
  client.destroy();
  await front.close();
  await ses.close?.();
}

beforeEach(async () => {
  world = testWorld();
  await open();
  await declare('AWS::SES::EmailIdentity', { EmailIdentity: 'example.com' });
});
afterEach(async () => {
  await close();
  world.remove();
});

function mail(more: Partial<SendEmailCommandInput> = {}): SendEmailCommandInput {
  return {
    FromEmailAddress: 'Example <no-reply@example.com>',
    Destination: { ToAddresses: ['anna@example.org'] },
    Content: {
      Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'Text' }, Html: { Data: '<p>Html</p>' } } },
    },
    ...more,
  };
}

const send = (more?: Partial<SendEmailCommandInput>): Promise<{ MessageId?: string | undefined }> =>
  client.send(new SendEmailCommand(mail(more)));

describe('SendEmail', () => {
  it('keeps the mail on disk under the message id it returns, at virtual time', async () => {
    world.clock.advance(86_400_000);
    const { MessageId } = await send();
    await close();
    await open();
    expect(ses.list()).toEqual([
      expect.objectContaining({
        messageId: MessageId,
        from: { name: 'Example', address: 'no-reply@example.com' },
        to: ['anna@example.org'],
        subject: 'Hello',
        text: 'Text',
        html: '<p>Html</p>',
      }),
    ]);
    expect(ses.read(ses.list()[0]?.id ?? 0)?.time).toBeGreaterThan(Date.now() + 86_000_000);
    expect(ses.read(99)).toBeUndefined();
  });

  it('is authorised on the identity of the sender, with sender and recipients as context', async () => {
    await send({ Destination: { ToAddresses: ['a@example.org'], BccAddresses: ['b@example.org'] } });
    expect(world.asked).toEqual([
      {
        action: 'ses:SendEmail',
        resource: 'arn:aws:ses:eu-central-1:000000000000:identity/example.com',
        context: {
          'ses:FromAddress': 'no-reply@example.com',
          'ses:FromDisplayName': 'Example',
          'ses:Recipients': ['a@example.org', 'b@example.org'],
          'ses:ApiVersion': '2',
        },
        by: CALLER.arn,
      },
    ]);
    world.denied.add('ses:SendEmail');
    await expect(send()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(ses.list().length).toBe(1);
  });

  it('an address identity goes before its domain, a subdomain is covered by the domain above', async () => {
    await declare('AWS::SES::EmailIdentity', { EmailIdentity: 'boss@example.com' });
    await send({ FromEmailAddress: 'boss@example.com' });
    await send({ FromEmailAddress: 'x@mail.example.com' });
    expect(world.asked.map(({ resource }) => resource.split('/')[1])).toEqual([
      'boss@example.com',
      'example.com',
    ]);
  });

  it('senders of unverified identities are rejected, without repeating the address', async () => {
    const rejected = send({ FromEmailAddress: 'x@notexample.com' });
    await expect(rejected).rejects.toMatchObject({
      name: 'MessageRejected',
      message: expect.not.stringContaining('@'),
    });
    expect(ses.list()).toEqual([]);
  });

  it('a raw message is kept as it is', async () => {
    const Data = Buffer.from(
      'From: no-reply@example.com\r\nTo: anna@example.org\r\nSubject: Folded\r\n subject\r\n\r\nBody',
    );
    await client.send(new SendEmailCommand({ Content: { Raw: { Data } } }));
    expect(ses.list()[0]).toMatchObject({
      to: ['anna@example.org'],
      subject: 'Folded subject',
      raw: Data.toString(),
    });
    expect(world.asked.map(({ action }) => action)).toEqual(['ses:SendEmail', 'ses:SendRawEmail']);
  });

  const Simple = { Subject: { Data: 'S' }, Body: { Text: { Data: 'T' } } };
  const bad: readonly (readonly [string, Partial<SendEmailCommandInput>])[] = [
    ['no recipient', { Destination: {} }],
    [
      '51 recipients',
      { Destination: { ToAddresses: Array.from({ length: 51 }, (_, index) => `a${index}@example.org`) } },
    ],
    ['a line break in an address', { Destination: { ToAddresses: ['a@example.org\r\nBcc: b@example.org'] } }],
    [
      'a line break in the subject',
      { Content: { Simple: { ...Simple, Subject: { Data: 'a\r\nBcc: b@example.org' } } } },
    ],
    ['no sender', { FromEmailAddress: undefined }],
    ['a template', { Content: { Template: { TemplateName: 't', TemplateData: '{}' } } }],
    [
      'an attachment',
      { Content: { Simple: { ...Simple, Attachments: [{ FileName: 'f', RawContent: new Uint8Array(1) }] } } },
    ],
    ['no body', { Content: { Simple: { Subject: { Data: 'S' }, Body: {} } } }],
    ['list management', { ListManagementOptions: { ContactListName: 'l' } }],
  ];
  it.each(bad)('%s is refused', async (_what, more) => {
    await expect(send(more)).rejects.toMatchObject({ name: 'BadRequestException' });
    expect(ses.list()).toEqual([]);
  });

  it('a configuration set must be there, is authorised too, and can pause sending', async () => {
    await expect(send({ ConfigurationSetName: 'set' })).rejects.toMatchObject({ name: 'NotFoundException' });
    await declare('AWS::SES::ConfigurationSet', { Name: 'set' });
    await send({ ConfigurationSetName: 'set' });
    expect(world.asked.at(-1)?.resource).toBe('arn:aws:ses:eu-central-1:000000000000:configuration-set/set');
    await declare('AWS::SES::ConfigurationSet', { Name: 'set', SendingOptions: { SendingEnabled: false } });
    await expect(send({ ConfigurationSetName: 'set' })).rejects.toMatchObject({
      name: 'SendingPausedException',
    });
  });
});

it('the suppression list holds an address until it is deleted; mails to it are marked', async () => {
  const EmailAddress = 'Anna+tag@example.org';
  const get = (): Promise<unknown> => client.send(new GetSuppressedDestinationCommand({ EmailAddress }));
  await expect(get()).rejects.toMatchObject({ name: 'NotFoundException' });
  await client.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason: 'BOUNCE' }));
  await expect(get()).resolves.toMatchObject({
    SuppressedDestination: { EmailAddress: 'anna+tag@example.org', Reason: 'BOUNCE' },
  });
  await send({ Destination: { ToAddresses: [EmailAddress, 'other@example.org'] } });
  expect(ses.list()[0]?.suppressed).toEqual(['anna+tag@example.org']);
  await client.send(new DeleteSuppressedDestinationCommand({ EmailAddress }));
  await expect(get()).rejects.toMatchObject({ name: 'NotFoundException' });
  await expect(client.send(new DeleteSuppressedDestinationCommand({ EmailAddress }))).rejects.toMatchObject({
    name: 'NotFoundException',
  });
  world.denied.add('ses:PutSuppressedDestination');
  const denied = client.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason: 'BOUNCE' }));
  await expect(denied).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

it('the account is described; other operations and properties are refused', async () => {
  expect(await client.send(new GetAccountCommand())).toMatchObject({
    SendingEnabled: true,
    ProductionAccessEnabled: true,
  });
  await expect(client.send(new ListEmailIdentitiesCommand())).rejects.toMatchObject({
    name: 'UnknownOperationException',
  });
  const tracking = declare('AWS::SES::ConfigurationSet', { Name: 'set', TrackingOptions: {} });
  await expect(tracking).rejects.toMatchObject({ code: 'ValidationException' });
});

describe('the outbox', () => {
  let pages: string;
  let stop: () => Promise<void>;
  beforeEach(async () => {
    const server = createServer((request, response) => {
      if (!ses.pages(request, response)) response.writeHead(418).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    pages = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    stop = async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    };
  });
  afterEach(() => stop());

  const page = async (path: string): Promise<{ status: number; text: string; policy: string }> => {
    const response = await fetch(`${pages}${path}`);
    return {
      status: response.status,
      text: await response.text(),
      policy: response.headers.get('content-security-policy') ?? '',
    };
  };

  it('lists newest first, by recipient and after a position', async () => {
    await send({ Destination: { ToAddresses: ['a@example.org'] } });
    await send({ Destination: { ToAddresses: ['b@example.org'], CcAddresses: ['A@example.org'] } });
    await send({ Destination: { ToAddresses: ['c@example.org'] } });
    expect(ses.list().map(({ id }) => id)).toEqual([3, 2, 1]);
    expect(ses.list({ to: 'a@EXAMPLE.org' }).map(({ id }) => id)).toEqual([2, 1]);
    expect(ses.list({ to: 'a@example.org', after: 1 }).map(({ id }) => id)).toEqual([2]);
    expect(ses.list({ limit: 1 }).map(({ id }) => id)).toEqual([3]);
    const { text } = await page('/_local/outbox.json?to=a%40example.org&after=1');
    expect(JSON.parse(text)).toMatchObject({ mails: [{ id: 2, subject: 'Hello' }] });
  });

  it("shows a mail's own markup only in a sandbox that runs and loads nothing", async () => {
    const Html = { Data: '<script>alert(1)</script><a href="http://127.0.0.1/x">go</a>' };
    const Subject = { Data: '<img src=x onerror=alert(1)>' };
    await send({
      Content: { Simple: { Subject, Body: { Html, Text: { Data: 'see http://127.0.0.1/?a=1&b="2 <b>' } } } },
    });
    const list = await page('/_local/outbox');
    const one = await page('/_local/outbox/1');
    const content = await page('/_local/outbox/1/html');
    for (const { text, policy } of [list, one]) {
      expect(text).not.toMatch(/<script|<img|<b>/);
      expect(policy).toContain("default-src 'none'");
    }
    expect(one.text).toContain('<iframe sandbox="allow-popups');
    expect(one.text).toContain('href="http://127.0.0.1/?a=1&#38;b="');
    expect(content.text).toContain(Html.Data);
    expect(content.policy).toMatch(/default-src 'none'.*; sandbox allow-popups/);
    expect(content.policy).not.toContain('allow-scripts');
  });

  it('answers 404 for mails that are not there, and leaves other paths to others', async () => {
    expect((await page('/_local/outbox/7')).status).toBe(404);
    expect((await page('/_local/other')).status).toBe(418);
    expect((await fetch(`${pages}/_local/outbox`, { method: 'POST' })).status).toBe(405);
  });
});
