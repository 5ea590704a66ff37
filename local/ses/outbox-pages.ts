import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Outbox, OutboxQuery, SentMail } from './outbox.ts';

/** Nothing is loaded and nothing runs; the mail's own page is a sandbox besides. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
const SANDBOX = 'sandbox allow-popups allow-popups-to-escape-sandbox';

const HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;margin:2rem;max-width:60rem}iframe{width:100%;height:70vh;border:1px solid #888}pre{white-space:pre-wrap}';

type Page = (outbox: Outbox, match: RegExpExecArray, query: URLSearchParams) => Answer | undefined;

interface Answer {
  readonly type: string;
  readonly body: string;
  readonly policy?: string;
}

const PAGES: readonly (readonly [path: RegExp, page: Page])[] = [
  [/^\/_local\/outbox$/, listPage],
  [/^\/_local\/outbox\.json$/, jsonPage],
  [/^\/_local\/outbox\/(\d{1,15})$/, mailPage],
  [/^\/_local\/outbox\/(\d{1,15})\/html$/, contentPage],
];

/** Serves the pages under `/_local/outbox`; false when the path is none of them. */
export function serveOutbox(outbox: Outbox, request: IncomingMessage, response: ServerResponse): boolean {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  for (const [path, page] of PAGES) {
    const match = path.exec(url.pathname);
    if (match === null) continue;
    const allowed = request.method === 'GET' || request.method === 'HEAD';
    const answer = allowed ? page(outbox, match, url.searchParams) : undefined;
    const status = answer !== undefined ? 200 : allowed ? 404 : 405;
    const { type = 'text/plain', body = 'There is no such mail.', policy = POLICY } = answer ?? {};
    response.writeHead(status, {
      ...HEADERS,
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy': policy,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
    return true;
  }
  return false;
}

function queryOf(parameters: URLSearchParams): OutboxQuery {
  const [to, after, limit] = ['to', 'after', 'limit'].map((name) => parameters.get(name) ?? undefined);
  const number = (text: string | undefined): number | undefined =>
    text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  const [position, size] = [number(after), number(limit)];
  return {
    ...(to === undefined || to === '' ? {} : { to }),
    ...(position === undefined ? {} : { after: position }),
    ...(size === undefined ? {} : { limit: size }),
  };
}

function jsonPage(outbox: Outbox, _match: RegExpExecArray, parameters: URLSearchParams): Answer {
  return { type: 'application/json', body: JSON.stringify({ mails: outbox.list(queryOf(parameters)) }) };
}

function listPage(outbox: Outbox, _match: RegExpExecArray, parameters: URLSearchParams): Answer {
  const rows = outbox
    .list(queryOf(parameters))
    .map(
      (mail) =>
        `<tr><td>${when(mail)}<td>${escape(mail.to.join(', '))}<td><a href="/_local/outbox/${mail.id}">${escape(mail.subject || '(no subject)')}</a>`,
    );
  const table =
    rows.length === 0 ? '<p>No mail yet.' : `<table><tr><th>Sent<th>To<th>Subject${rows.join('')}</table>`;
  return html(
    'Outbox',
    `<h1>Outbox</h1><p>Mails stay on this machine. <a href="/_local/inbox">Write to a privacy inbox</a>${table}`,
  );
}

function mailPage(outbox: Outbox, match: RegExpExecArray): Answer | undefined {
  const mail = outbox.read(Number(match[1]));
  if (mail === undefined) return undefined;
  const rows: readonly (readonly [string, string])[] = [
    ['From', mail.from.name === '' ? mail.from.address : `${mail.from.name} <${mail.from.address}>`],
    ['To', mail.to.join(', ')],
    ['Cc', mail.cc.join(', ')],
    ['Bcc', mail.bcc.join(', ')],
    ['Reply-To', mail.replyTo.join(', ')],
    ['Suppressed', mail.suppressed.join(', ')],
    ['Message-ID', mail.messageId],
  ];
  const head = rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `<dt>${name}<dd>${escape(value)}`);
  const text = mail.text ?? mail.raw;
  const parts = [
    `<p><a href="/_local/outbox">Outbox</a><h1>${escape(mail.subject)}</h1><p>${when(mail)}<dl>${head.join('')}</dl>`,
    mail.html === undefined
      ? ''
      : `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/_local/outbox/${mail.id}/html" title="Mail"></iframe>`,
    text === undefined ? '' : `<pre>${linked(text)}</pre>`,
  ];
  return html(mail.subject, parts.join(''));
}

/** The mail's own HTML: links open in a new tab, nothing else does anything. */
function contentPage(outbox: Outbox, match: RegExpExecArray): Answer | undefined {
  const content = outbox.read(Number(match[1]))?.html;
  return content === undefined
    ? undefined
    : { type: 'text/html', body: `<base target="_blank">${content}`, policy: `${POLICY}; ${SANDBOX}` };
}

function html(title: string, body: string): Answer {
  const head = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(title)}</title><style>${STYLE}</style>`;
  return { type: 'text/html', body: `${head}${body}</html>` };
}

function when({ time }: SentMail): string {
  return new Date(time).toISOString();
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Escaped text with its web addresses as links. */
function linked(text: string): string {
  const parts = text.split(/(https?:\/\/[^\s<>"']+)/);
  return parts
    .map((part, index) =>
      index % 2 === 0
        ? escape(part)
        : `<a rel="noreferrer" target="_blank" href="${escape(part)}">${escape(part)}</a>`,
    )
    .join('');
}
