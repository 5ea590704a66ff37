import { createHash } from 'node:crypto';
import type { Held } from './held.ts';
import type { AboutPerson, Suppression } from './about-person.ts';
import type { RequestFacts } from './request-facts.ts';
import type { GeneralInformation, Information } from './information.ts';
import { REASONS, type Withheld } from './disclose.ts';

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%;margin:0 0 1.5rem}th,td{text-align:left;vertical-align:top;border-bottom:1px solid #ccc;padding:.25rem .5rem;overflow-wrap:anywhere}th{width:12rem;font-weight:600}';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text within HTML. */
export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '');

const cell = (value: unknown): string =>
  escaped(typeof value === 'string' ? value : JSON.stringify(value, null, 1)).replaceAll('\n', '<br>');

const table = (rows: readonly (readonly [string, unknown])[]): string =>
  `<table>${rows.map(([name, value]) => `<tr><th scope="row">${escaped(name)}</th><td>${cell(value)}</td></tr>`).join('')}</table>\n`;

const list = (items: readonly string[]): string =>
  items.length === 0
    ? '<p>None.</p>\n'
    : `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>\n`;

/** The beginning of the page: it opens without a network, runs no script and loads nothing. */
export function pageHead(title: string): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return [
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">',
    `<title>${escaped(title)}</title><style>${STYLE}</style></head><body>\n<h1>${escaped(title)}</h1>\n`,
  ].join('');
}

/** The information of Art. 13 and 14, or of Art. 15(1) and (2). */
export function pageInformation(said: Information | GeneralInformation): string {
  return [
    `<h2>Who holds the data</h2>\n${table(Object.entries(said.controller))}`,
    '<h2>What for, and on which basis</h2>\n',
    table(said.purposes.map(({ purpose, legalBases }) => [purpose, legalBases.join(', ')] as const)),
    '<h2>Categories</h2>\n',
    table(said.categories.map(({ of, fields }) => [of, fields.join(', ')] as const)),
    `<h2>Recipients</h2>\n<p>${escaped(said.recipients.says)}</p>\n`,
    ...said.recipients.list.map(pageRecipient),
    `<h2>How long</h2>\n${list(said.periods)}<h2>Your rights</h2>\n${list(said.rights)}`,
    `<h2>Complaints</h2>\n<p>${escaped(said.complaint.says)}</p>\n`,
    list(said.complaint.authorities.map(({ name, website }) => `${name}, ${website}`)),
    `<h2>Where the data come from</h2>\n<p>${escaped(said.source.says)}</p>\n${list(said.source.list)}`,
    `<h2>Automated decisions</h2>\n<p>${escaped(said.automatedDecisions)}</p>\n`,
    `<h2>Transfers</h2>\n<p>${escaped(said.transfers.says)}</p>\n`,
    list(said.transfers.list.map(({ to, country, safeguard }) => `${to} (${country}): ${safeguard}`)),
    ...('keptByLaw' in said ? [`<h2>Kept by law</h2>\n<p>${escaped(said.keptByLaw.says)}</p>\n`] : []),
    ...('provision' in said ? [pageProvision(said.provision)] : []),
  ].join('');
}

/** What has to be given, and that nothing else has (Art. 13(2)(e)). */
function pageProvision({ required, says }: GeneralInformation['provision']): string {
  const rows = required.map(({ of, fields }) => [of, fields.join(', ')] as const);
  return `<h2>What has to be given</h2>\n<p>${escaped(says)}</p>\n${table(rows)}`;
}

type AnyRecipient = (Information | GeneralInformation)['recipients']['list'][number];

/** A kind of recipients; or who got data about the person, when, which, what for and under which safeguard. */
function pageRecipient(recipient: AnyRecipient): string {
  if (!('name' in recipient)) {
    const { kind, country, purposes } = recipient;
    return table([[kind, [country, ...purposes].join('\n')]]);
  }
  const { name, kind, country, first, last, purposes, categories, safeguard } = recipient;
  const got = categories.map(({ of, fields }) => `${of}: ${fields.join(', ')}`);
  return `<h3>${escaped(name)}</h3>\n${table([
    ['kind', kind],
    ['country', country],
    ['between', `${first} – ${last}`],
    ['purposes', purposes.join(', ')],
    ['data', got.join('\n')],
    ...(safeguard ? ([['safeguard', safeguard]] as const) : []),
  ])}`;
}

/** The request that the package answers. */
export function pageRequest(facts: RequestFacts): string {
  return `<h2>Your request</h2>\n${table(Object.entries(facts))}`;
}

const each = (title: string, items: readonly object[]): string =>
  `<h2>${escaped(title)}</h2>\n${items.length === 0 ? '<p>None.</p>\n' : ''}${items.map((item) => table(Object.entries(item))).join('')}`;

/** What is held about the person beside records. */
export function pageAbout(about: AboutPerson & { readonly suppressions: readonly Suppression[] }): string {
  return [
    each('Consents', about.consents),
    each('Restrictions in force', about.restrictions),
    each('Your other requests, while their records last', about.requests),
    each('Values before a correction, kept as its proof until their end', about.formerValues),
    each('Marks of your addresses that an erasure, an objection or a withdrawal left', about.suppressions),
  ].join('');
}

/** One record. */
export function pageRecord({ id, own, declaration, record, shown, statements }: Held): string {
  const title = own ? declaration.title : `${declaration.title} that names you`;
  const { createdAt, updatedAt } = record.item;
  const facts = [['id', id] as const, ['created', createdAt] as const, ['changed', updatedAt] as const];
  const said = statements.map((statement) => ['your statement', statement] as const);
  return `<h3>${escaped(title)}</h3>\n${table([...facts, ...Object.entries(shown), ...said])}`;
}

/** What is held and not given. */
export function pageWithheld({ record, type, field, why }: Withheld): string {
  return `<li>${escaped(`${type} ${record}, ${field}: ${REASONS[why]}`)}</li>\n`;
}
