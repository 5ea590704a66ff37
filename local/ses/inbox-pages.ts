import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../front/body.ts';
import { AwsError } from '../front/service.ts';
import { parseAddress } from './address.ts';
import { CHECKS, LONGEST_MAIL, type Check, type Incoming, type Receiving } from './receiving.ts';

/** Where a mail is handed over: raw with its envelope in the query, or as a form. */
const PATH = '/_local/inbox';
const LOOPBACK_ORIGIN = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const FORM = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Inbox</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;margin:2rem;max-width:40rem}input,textarea{width:100%;box-sizing:border-box;font:inherit}label{display:block;margin:.5rem 0}</style>
<p><a href="/_local/outbox">Outbox</a><h1>Write to an inbox</h1>
<p>The receipt rules of the template decide what becomes of it. Nothing leaves this machine.
<form method="post"><label>From <input name="from" type="email" required></label>
<label>To <input name="to" type="email" required></label><label>Subject <input name="subject"></label>
<label>Text <textarea name="text" rows="10"></textarea></label><button>Send</button></form></html>`;

interface Said {
  readonly status: number;
  readonly json?: unknown;
  readonly html?: string;
}

class Refused extends Error {}

/** A header field as its own text: whatever is not plain goes as an encoded word (RFC 2047). */
function field(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
}

function ofForm(body: Buffer, now: number): Incoming {
  const form = new URLSearchParams(body.toString('utf8'));
  const [from = '', to = '', subject = '', text = ''] = ['from', 'to', 'subject', 'text'].map(
    (name) => form.get(name) ?? '',
  );
  if (!parseAddress(from) || !parseAddress(to)) throw new Refused('from and to are addresses');
  const id = `${now.toString(36)}.${Buffer.from(text).length}`;
  const raw = [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${field(subject.replace(/[\r\n]+/g, ' '))}`,
    `Date: ${new Date(now).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${id}@mail.invalid>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    text,
  ];
  return { from, to: [to], raw: Buffer.from(raw.join('\r\n')), fails: [] };
}

function ofRaw(raw: Buffer, query: URLSearchParams): Incoming {
  const from = query.get('from') ?? '';
  const to = query.getAll('to');
  const fails = (query.get('fail') ?? '').split(',').filter((name) => name !== '');
  if (from !== '' && !parseAddress(from)) throw new Refused('from is an address, or empty for a report');
  if (to.length === 0 || !to.every(parseAddress)) throw new Refused('to is at least one address');
  if (!fails.every((name) => (CHECKS as readonly string[]).includes(name)))
    throw new Refused(`fail names some of ${CHECKS.join(', ')}`);
  return { from, to, raw, fails: fails as Check[] };
}

async function take(receiving: Receiving, request: IncomingMessage, now: number): Promise<Said> {
  const { origin, 'content-type': type = '' } = request.headers;
  if (origin !== undefined && !LOOPBACK_ORIGIN.test(origin))
    return { status: 403, json: { message: 'Forbidden' } };
  if (request.method === 'GET') return { status: 200, html: FORM };
  if (request.method !== 'POST') return { status: 405, json: { message: 'GET or POST' } };
  const body = await readBody(request, LONGEST_MAIL);
  const isForm = type.split(';')[0] === 'application/x-www-form-urlencoded';
  if (!isForm && type.split(';')[0] !== 'message/rfc822') throw new Refused('message/rfc822');
  const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const messageId = await receiving.receive(isForm ? ofForm(body, now) : ofRaw(body, searchParams));
  // RFC 5321 § 4.2.3.
  if (messageId === undefined) return { status: 422, json: { message: '550 no such mailbox' } };
  return isForm
    ? { status: 200, html: FORM.replace('<form', `<p>Accepted: ${messageId}<form`) }
    : { status: 200, json: { messageId } };
}

/** Serves the page of the inbox; false for any other path. */
export function serveInbox(
  receiving: Receiving,
  now: () => number,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  if ((request.url ?? '').split('?')[0] !== PATH) return false;
  take(receiving, request, now())
    .catch((error: unknown): Said => {
      if (error instanceof Refused) return { status: 400, json: { message: error.message } };
      if (error instanceof AwsError) return { status: 451, json: { message: error.message } };
      throw error;
    })
    .then(({ status, json, html }) => {
      const mediaType = html === undefined ? 'application/json' : 'text/html; charset=utf-8';
      response.writeHead(status, { ...HEADERS, 'content-type': mediaType });
      response.end(html ?? JSON.stringify(json));
    })
    .catch(() => response.destroy());
  return true;
}
