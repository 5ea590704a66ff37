import fc from 'fast-check';
import type { SESEventRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { isAutomatic } from '../../../shared/intake/mail/automatic.ts';
import {
  envelopeOfEvent,
  envelopeOfHeaders,
  inboxAddress,
  tenantsOf,
} from '../../../shared/intake/mail/envelope.ts';
import { parseMail, type ParsedMail } from '../../../shared/intake/mail/parse-mail.ts';
import type { TenantId } from '../../../shared/kernel/ids.ts';

const parsed = async (...lines: readonly string[]): Promise<ParsedMail | undefined> =>
  parseMail(Buffer.from(lines.join('\r\n')));

describe('a mail is read', () => {
  test('with its sender, subject, text and the names of its attachments', async () => {
    const mail = await parsed(
      'From: =?utf-8?Q?Tom=C3=A1s?= Vidal <tomas@example.org>',
      'Subject: =?utf-8?B?TMO2c2NodW5n?=',
      'Message-ID: <a@example.org>',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'L=F6schen Sie bitte.',
      '--b',
      'Content-Type: application/pdf',
      'Content-Disposition: attachment; filename="mandate.pdf"',
      'Content-Transfer-Encoding: base64',
      '',
      'MTIzNDU=',
      '--b--',
    );
    expect(mail).toMatchObject({
      from: 'tomas@example.org',
      name: 'Tomás Vidal',
      subject: 'Löschung',
      messageId: '<a@example.org>',
      text: 'Löschen Sie bitte.',
      encrypted: false,
    });
    expect(mail?.attachments).toEqual([{ name: 'mandate.pdf', mediaType: 'application/pdf', size: 5 }]);
  });

  test('when it is HTML only: its words without markup, styles or scripts', async () => {
    const html = '<head><style>p{}</style></head><p>Delete &amp; confirm</p><script>x()</script><p>Ines</p>';
    const mail = await parsed('From: ines@example.org', 'Content-Type: text/html', '', html);
    expect(mail?.text).toBe('Delete & confirm\nInes');
  });

  test('and one that is encrypted is seen to be so', async () => {
    const pgp = await parsed('From: a@example.org', 'Content-Type: multipart/encrypted; boundary=b', '', '');
    const armoured = await parsed('From: a@example.org', '', '-----BEGIN PGP MESSAGE-----', 'x');
    const smime = await parsed('From: a@example.org', 'Content-Type: application/pkcs7-mime', '', 'x');
    const signed = await parsed('From: a@example.org', 'Content-Type: multipart/signed; boundary=b', '', 'x');
    expect([pgp, armoured, smime, signed].map((mail) => mail?.encrypted)).toEqual([true, true, true, false]);
  });

  test('unless it is none: bytes without a sender field are no mail', async () => {
    expect(await parsed('garbage')).toBeUndefined();
    expect(await parsed('')).toBeUndefined();
    expect((await parsed('From: nobody', '', 'x'))?.from).toBeUndefined();
    expect((await parsed('From: a@example.org, b@example.org', '', 'x'))?.from).toBe('a@example.org');
  });

  test('without ever failing, and no text of it holds a control character', async () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('From: a@example.org', '', '--b', 'Content-Type: multipart/mixed; boundary=b'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
        const mail = await parsed(...lines);
        for (const text of [mail?.text, mail?.subject, mail?.name, mail?.from])
          expect(text ?? '').toMatch(/^(?:[^\p{Cc}\p{Cs}]|[\t\n])*$/u);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a mail that a program has written opens nothing', () => {
  const own = { sender: 'no-reply@mail.example.com', domain: 'inbox.example.com' };
  const automatic = async (...lines: readonly string[]) => {
    const mail = await parsed(...lines, '', 'x');
    return isAutomatic(mail ?? { headers: new Map() }, own);
  };

  test.each([
    ['an answer of an absent colleague', ['Auto-Submitted: auto-replied', 'From: a@example.org']],
    ['a mail of a list', ['Precedence: bulk', 'From: a@example.org']],
    ['a list that names itself', ['List-Id: <x.example.org>', 'From: a@example.org']],
    ['a bounce', ['Return-Path: <>', 'From: MAILER-DAEMON@example.org']],
    ['a report of delivery', ['From: a@example.org', 'Content-Type: multipart/report; boundary=b']],
    ['our own mail', ['From: No-Reply@mail.example.com']],
    ['another inbox', ['From: privacy+x@inbox.example.com']],
  ])('%s', async (_, lines) => {
    expect(await automatic(...lines)).toBe(true);
  });

  test.each([
    ['a person', ['From: ines@example.org', 'Return-Path: <ines@example.org>']],
    ['a program that says that it is none', ['Auto-Submitted: no', 'From: ines@example.org']],
    ['a customer of the same provider of mail', ['From: ines@mail.example.org']],
  ])('%s is heard', async (_, lines) => {
    expect(await automatic(...lines)).toBe(false);
  });
});

describe('the envelope', () => {
  const tenant = 'ABCDEFGHJKMNPQRSTVWXYZ0123' as TenantId;
  const house = '0'.repeat(26);
  const own = { domain: 'inbox.example.com', house };

  test('says for which tenants a mail is; an address of nobody leads to nobody', () => {
    const address = inboxAddress(tenant, own.domain);
    expect(tenantsOf([address, address.toUpperCase(), `${tenant}@inbox.example.com`], own)).toEqual([tenant]);
    expect(tenantsOf(['privacy@inbox.example.com'], own)).toEqual([house]);
    const strange = ['privacy+short@inbox.example.com', `${tenant}@elsewhere.example`, 'x', '@', ''];
    expect(tenantsOf(strange, own)).toEqual([]);
  });

  test('gives the time of arrival at the receiving service, and what the scans found', () => {
    const record = {
      ses: {
        mail: { messageId: 'm', timestamp: '2027-03-01T09:00:00.000Z' },
        receipt: {
          recipients: ['a@b'],
          virusVerdict: { status: 'PASS' },
          spamVerdict: { status: 'GRAY' },
          dmarcVerdict: { status: 'FAIL' },
        },
      },
    } as unknown as SESEventRecord;
    expect(envelopeOfEvent(record)).toEqual({
      delivery: 'm',
      receivedAt: '2027-03-01T09:00:00.000Z',
      recipients: ['a@b'],
      findings: ['forged'],
    });
  });

  test('is read from the trace line of a stored mail; a later trace line of the sender is not', async () => {
    const stored = Date.UTC(2027, 2, 1, 10);
    const mail = await parsed(
      'Return-Path: <ines@example.org>',
      'Received: from x by inbound-smtp.eu-central-1.amazonaws.com with SMTP id m',
      ` for ${inboxAddress(tenant, own.domain)}; Mon, 01 Mar 2027 09:00:00 +0000 (UTC)`,
      'X-SES-Spam-Verdict: FAIL',
      'Received: from y by z for other@inbox.example.com; Mon, 01 Mar 2021 09:00:00 +0000',
      'X-SES-Spam-Verdict: PASS',
      'From: ines@example.org',
      '',
      'x',
    );
    const envelope = envelopeOfHeaders('m', mail?.headers ?? new Map(), stored);
    expect(envelope.receivedAt).toBe('2027-03-01T09:00:00.000Z');
    expect(tenantsOf(envelope.recipients, own)).toEqual([tenant]);
    expect(envelope.findings).toEqual(['spam']);
    const several = new Map([['to', 'A <a@x.example>, b@x.example']]);
    expect(envelopeOfHeaders('m', several, stored).recipients).toEqual(['a@x.example', 'b@x.example']);
    expect(envelopeOfHeaders('m', new Map(), stored)).toMatchObject({
      receivedAt: '2027-03-01T10:00:00.000Z',
      recipients: [],
    });
  });
});
