import { createHash } from 'node:crypto';
import { fieldTitleOf, titleOf } from '../../catalogue/titles.ts';
import { momentIn } from '../../rights/letters/moments.ts';
import type { AboutPerson, Suppression } from './about-person.ts';
import type { Withheld } from '../disclose.ts';
import type { Held } from '../held.ts';
import type { GeneralInformation, Information } from './information.ts';
import type { RequestFacts } from './request-facts.ts';
import { codeText } from '../wordings/codes.ts';
import type { Manner } from '../wordings/manner.ts';
import { PAGE_WORDINGS, type PageWords, type RowName } from '../wordings/page.ts';
import { PURPOSE_WORDINGS } from '../wordings/purposes.ts';
import { reasonText } from '../wordings/reasons.ts';

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

const paragraph = (text: string): string => `<p>${escaped(text)}</p>\n`;
const heading = (text: string): string => `<h2>${escaped(text)}</h2>\n`;
const list = (items: readonly string[]): string =>
  `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>\n`;

/** Rows whose values are codes. */
const CODED: ReadonlySet<string> = new Set<RowName>([
  'type',
  'right',
  'channel',
  'way',
  'identifiedBy',
  'kind',
]);
/** Rows whose values are moments (RFC 3339). */
const MOMENTS: ReadonlySet<string> = new Set<RowName>([
  'announcedAt',
  'closedAt',
  'correctedAt',
  'createdAt',
  'givenAt',
  'keptUntil',
  'receivedAt',
  'since',
  'until',
  'updatedAt',
  'withdrawnAt',
]);

/** The page of a package: it opens without a network, runs no script and loads nothing. */
export class Page {
  readonly #manner: Manner;
  readonly #words: PageWords;

  constructor(manner: Manner) {
    this.#manner = manner;
    this.#words = PAGE_WORDINGS[manner.language];
  }

  /** The beginning of the page. */
  head(of: keyof PageWords['titles']): string {
    const title = escaped(this.#words.titles[of]);
    const hash = createHash('sha256').update(STYLE).digest('base64');
    const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
    return [
      `<!doctype html>\n<html lang="${this.#manner.language}"><head><meta charset="utf-8">`,
      `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
      '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">',
      `<title>${title}</title><style>${STYLE}</style></head><body>\n<h1>${title}</h1>\n`,
    ].join('');
  }

  /** The end of the page. */
  end(): string {
    return '</body></html>\n';
  }

  /** The information of Art. 13 and 14, or of Art. 15(1) and (2). */
  information(said: Information | GeneralInformation): string {
    const words = this.#words;
    return [
      heading(words.controller) + this.#facts(said.controller),
      heading(words.purposes),
      table(said.purposes.map(({ purpose, legalBases }) => [purpose, legalBases.join(', ')] as const)),
      heading(words.categories) + table(said.categories.map((category) => this.#category(category))),
      heading(words.recipients) + paragraph(said.recipients.says),
      ...said.recipients.list.map((recipient) => this.#recipient(recipient)),
      heading(words.periods) + this.#list(said.periods),
      heading(words.rights) + this.#list(said.rights),
      heading(words.complaints) + paragraph(said.complaint.says),
      this.#list(said.complaint.authorities.map(({ name, website }) => `${name}, ${website}`)),
      heading(words.source) + paragraph(said.source.says) + list(said.source.list),
      heading(words.decisions) + paragraph(said.automatedDecisions),
      heading(words.transfers) + paragraph(said.transfers.says),
      this.#list(
        said.transfers.list.map(
          ({ to, country, safeguard }) => `${this.#code(to)} (${country}): ${safeguard}`,
        ),
      ),
      'keptByLaw' in said ? heading(words.keptByLaw) + paragraph(said.keptByLaw.says) : '',
      // What has to be given, and that nothing else has (Art. 13(2)(e)).
      'provision' in said
        ? heading(words.provision) +
          paragraph(said.provision.says) +
          table(said.provision.required.map((category) => this.#category(category)))
        : '',
    ].join('');
  }

  /** The request that the package answers. */
  request(facts: RequestFacts): string {
    return heading(this.#words.request) + this.#facts(facts);
  }

  /** What is held about the person beside records. */
  about(about: AboutPerson & { readonly suppressions: readonly Suppression[] }): string {
    const { consents, restrictions, requests, formerValues, suppressions } = this.#words;
    return [
      this.#each(consents, about.consents),
      this.#each(restrictions, about.restrictions),
      this.#each(requests, about.requests),
      this.#each(formerValues, about.formerValues),
      this.#each(suppressions, about.suppressions),
    ].join('');
  }

  /** The heading above the records. */
  held(): string {
    return heading(this.#words.held);
  }

  /** One record. */
  record({ id, own, declaration, record, shown, statements }: Held): string {
    const { rows, namesYou } = this.#words;
    const called = declaration.title[this.#manner.language];
    const { createdAt, updatedAt } = record.item;
    return `<h3>${escaped(own ? called : namesYou(called))}</h3>\n${table([
      ...this.#rows({ id, createdAt, updatedAt }),
      ...Object.entries(shown).map(([name, value]) => [this.#field(declaration.type, name), value] as const),
      ...statements.map((statement) => [rows.statement, statement] as const),
    ])}`;
  }

  /** The heading above what is not given. */
  notGiven(): string {
    return heading(this.#words.withheld);
  }

  /** What is held and not given, as an item of a list. */
  withheld({ record, type, field, why }: Withheld): string {
    const what = `${titleOf(type, this.#manner.language)} ${record}, ${this.#field(type, field)}`;
    return `<li>${escaped(`${what}: ${reasonText(why, this.#manner)}`)}</li>\n`;
  }

  readonly #code = (code: string) => codeText(code, this.#manner.language);
  readonly #field = (type: string, name: string) => fieldTitleOf(type, name, this.#manner.language);

  #list(items: readonly string[]): string {
    return items.length === 0 ? paragraph(this.#words.none) : list(items);
  }

  #facts(facts: object): string {
    return table(this.#rows(facts));
  }

  /** The names of `data.json` as rows in words, and codes and moments as people write them. */
  #rows(facts: object): [string, unknown][] {
    const rows: Readonly<Record<string, string>> = this.#words.rows;
    const written = (name: string, value: unknown) => {
      if (typeof value !== 'string') return value;
      if (CODED.has(name)) return this.#code(value);
      return MOMENTS.has(name) ? momentIn(this.#manner.language, value) : value;
    };
    return Object.entries(facts).map(([name, value]) => [rows[name] ?? name, written(name, value)]);
  }

  #each(title: string, items: readonly object[]): string {
    const shown = items.map((item) => this.#facts(item)).join('');
    return heading(title) + (shown || paragraph(this.#words.none));
  }

  #category({ of, fields }: { readonly of: string; readonly fields: readonly string[] }) {
    const named = fields.map((name) => this.#field(of, name)).join(', ');
    return [titleOf(of, this.#manner.language), named] as const;
  }

  /** A kind of recipients; or who got data about the person, when, which, what for and under which safeguard. */
  #recipient(recipient: (Information | GeneralInformation)['recipients']['list'][number]): string {
    const { kind, country, purposes } = recipient;
    if (!('name' in recipient)) return table([[this.#code(kind), [country, ...purposes].join('\n')]]);
    const { name, first, last, categories, safeguard } = recipient;
    const data = categories.map((category) => this.#category(category).join(': ')).join('\n');
    const called: Readonly<Record<string, string>> = PURPOSE_WORDINGS[this.#manner.language];
    const served = purposes.map((purpose) => called[purpose] ?? purpose).join(', ');
    const told = { kind, country, between: `${first} – ${last}`, purposes: served, data };
    return `<h3>${escaped(name)}</h3>\n${this.#facts({ ...told, ...(safeguard ? { safeguard } : {}) })}`;
  }
}
