import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsError, type Principal } from '../../../local/front/service.ts';
import { createSes, type Ses } from '../../../local/ses/ses.ts';
import { testWorld, type TestWorld } from '../states/wire.ts';

interface Put {
  readonly principal: string;
  readonly key: string;
  readonly body: string;
}

const ROLE = 'arn:aws:iam::000000000000:role/mails';
const FUNCTION = 'arn:aws:lambda:eu-central-1:000000000000:function:inbox';
const RULE = 'arn:aws:ses:eu-central-1:000000000000:receipt-rule-set/set:receipt-rule/rule';
const MAIL = 'From: Ines <ines@example.org>\r\nSubject: Hello\r\n\r\nA text.';

describe('receiving', () => {
  let world: TestWorld;
  let ses: Ses;
  let server: Server;
  let url: string;
  let trusted: boolean;
  let invokes: boolean;
  const puts: Put[] = [];
  // oxlint-disable-next-line typescript/no-explicit-any
  const events: { event: any; ruleArn: string; async: boolean }[] = [];

  const apply = (type: string, properties: Record<string, unknown>) =>
    ses.resourceTypes
      .find((each) => each.type === type)
      ?.apply({ stack: 's', logicalId: 'Rule', defaultName: 's-Rule', properties });
  const rule = (given: Record<string, unknown> = {}) =>
    apply('AWS::SES::ReceiptRule', {
      RuleSetName: 'set',
      Rule: {
        Name: 'rule',
        Enabled: true,
        Recipients: ['inbox.example.com'],
        Actions: [
          { S3Action: { BucketName: 'mails', ObjectKeyPrefix: 'mail/', IamRoleArn: ROLE } },
          { LambdaAction: { FunctionArn: FUNCTION, InvocationType: 'Event' } },
        ],
        ...given,
      },
    });
  const hand = async (query: string, body = MAIL, headers: Record<string, string> = {}) =>
    fetch(`${url}/_local/inbox?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'message/rfc822', ...headers },
      body,
    });

  beforeEach(async () => {
    world = testWorld();
    puts.length = 0;
    events.length = 0;
    trusted = true;
    invokes = true;
    ses = createSes(world, {
      assume: (roleArn, ruleArn): Principal => {
        if (!trusted || ruleArn !== RULE) throw new AwsError('AccessDeniedException', 'not trusted');
        return { kind: 'session', arn: roleArn, roleArn, tags: {} };
      },
      put: async ({ arn }, _, key, body) => void puts.push({ principal: arn, key, body: body.toString() }),
      invoke: async (_, event, ruleArn, async) => void events.push({ event, ruleArn, async }),
      mayInvoke: async (_, ruleArn) => {
        if (!invokes || ruleArn !== RULE) throw new AwsError('AccessDeniedException', 'no permission');
      },
    });
    server = createServer((request, response) => {
      if (!ses.pages(request, response)) response.writeHead(418).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await apply('AWS::SES::ReceiptRuleSet', { RuleSetName: 'set' });
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await ses.close?.();
    world.remove();
  });

  it('stores a mail under the role of its rule, with the trace lines on top, then tells the function', async () => {
    await rule();
    puts.length = 0;
    const answer = await hand('from=ines@example.org&to=someone@inbox.example.com');
    expect(answer.status).toBe(200);
    const { messageId } = (await answer.json()) as { messageId: string };
    const [put] = puts;
    expect(put).toMatchObject({ principal: ROLE, key: `mail/${messageId}` });
    expect(put?.body.startsWith('Return-Path: <ines@example.org>\r\nReceived: ')).toBe(true);
    expect(put?.body).toContain('for someone@inbox.example.com;');
    expect(put?.body.endsWith(MAIL)).toBe(true);
    const [told] = events;
    expect(told).toMatchObject({ ruleArn: RULE, async: true });
    expect(told?.event.Records[0].ses).toMatchObject({
      mail: { messageId, source: 'ines@example.org', commonHeaders: { subject: 'Hello' } },
      receipt: { recipients: ['someone@inbox.example.com'], spamVerdict: { status: 'PASS' } },
    });
  });

  it('fails the checks that the sender asks for', async () => {
    await rule();
    await hand('from=&to=a@inbox.example.com&fail=dmarc,spam');
    expect(events[0]?.event.Records[0].ses.receipt).toMatchObject({
      dmarcVerdict: { status: 'FAIL' },
      spamVerdict: { status: 'FAIL' },
      virusVerdict: { status: 'PASS' },
    });
    expect(puts.at(-1)?.body).toContain('dmarc=fail');
    expect((await hand('from=&to=a@inbox.example.com&fail=luck')).status).toBe(400);
  });

  it.each([
    [['inbox.example.com'], 'a@INBOX.example.com', 200],
    [['inbox.example.com'], 'a@sub.inbox.example.com', 422],
    [['.example.com'], 'a@sub.example.com', 200],
    [['a@inbox.example.com'], 'a@inbox.example.com', 200],
    [['a@inbox.example.com'], 'b@inbox.example.com', 422],
    [[], 'anybody@anywhere.example', 200],
  ])('a rule for %j meets %s: %i', async (recipients, to, status) => {
    await rule({ Recipients: recipients });
    expect((await hand(`from=x@example.org&to=${to}`)).status).toBe(status);
  });

  it('a rule that is off, unknown or may not do what it says receives nothing', async () => {
    await rule({ Enabled: false });
    expect((await hand('from=x@example.org&to=a@inbox.example.com')).status).toBe(422);
    trusted = false;
    await expect(rule()).rejects.toMatchObject({ code: 'InvalidS3Configuration' });
    [trusted, invokes] = [true, false];
    await expect(rule()).rejects.toMatchObject({ code: 'InvalidLambdaFunction' });
    await expect(rule({ Actions: [{ BounceAction: {} }] })).rejects.toMatchObject({
      code: 'ValidationException',
    });
    const elsewhere = apply('AWS::SES::ReceiptRule', { RuleSetName: 'other', Rule: { Name: 'rule' } });
    await expect(elsewhere).rejects.toMatchObject({ code: 'RuleSetDoesNotExistException' });
  });

  it('the form makes a mail of what is typed; another site may not send it', async () => {
    await rule();
    expect(await (await fetch(`${url}/_local/inbox`)).text()).toContain('<form method="post">');
    const typed = new URLSearchParams({
      from: 'ines@example.org',
      to: 'a@inbox.example.com',
      subject: 'Löschung\nBcc: eve@example.org',
      text: 'Grüße',
    }).toString();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await hand('', typed, { ...form, origin: 'https://evil.example' })).status).toBe(403);
    expect((await hand('', typed, { ...form, origin: url })).status).toBe(200);
    expect(puts.at(-1)?.body).not.toMatch(/^Bcc:/m);
    expect((await hand('', typed, { 'content-type': 'application/json' })).status).toBe(400);
    expect((await hand('from=x@example.org')).status).toBe(400);
  });
});
