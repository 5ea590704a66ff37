import { PROBLEMS } from '../../shared/kernel/problems.ts';
import { escape, page, table } from './html.ts';
import { kindOf, membersOf, type Schema } from './schema.ts';

interface Body {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly 'x-permission'?: string;
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body>>;
}

/** The part of the public contract that the page shows. */
export interface Contract {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const CALLERS: Readonly<Record<string, string>> = {
  apiKey: 'an API key of a tenant (<code>Authorization: Bearer bw_…</code>)',
  signature: 'the operator of the platform (AWS Signature Version 4)',
};

function shape(title: string, { content }: Body): string {
  return Object.entries(content ?? {})
    .map(([type, { schema = {} }]) => {
      const rows = membersOf(schema);
      const members =
        rows.length === 0 ? `<p>${kindOf(schema)}</p>` : table(['member', 'needed', 'what'], rows);
      return `<h3>${title} <span class="n">${escape(type)}</span></h3>${members}`;
    })
    .join('');
}

function operation(method: string, path: string, row: Operation): string {
  const caller = row.security.flatMap(Object.keys).map((name) => CALLERS[name] ?? escape(name));
  const parameters = (row.parameters ?? []).map(({ in: where, name, required, schema, description = '' }) => [
    `<code>${escape(name)}</code>`,
    escape(where),
    required === true ? 'yes' : '',
    `${kindOf(schema)} <span class="n">${escape(description)}</span>`,
  ]);
  return [
    `<details id="${escape(row.operationId)}"><summary><b>${method.toUpperCase()}</b><code>${escape(path)}</code> ${escape(row.summary)}</summary><div>`,
    `<p>Called by ${caller.length === 0 ? 'anybody' : caller.join(' or ')}`,
    row['x-permission'] === undefined ? '</p>' : `; needs <code>${escape(row['x-permission'])}</code></p>`,
    parameters.length === 0 ? '' : table(['parameter', 'in', 'needed', 'what'], parameters),
    row.requestBody === undefined ? '' : shape('Body', row.requestBody),
    shape('Answer', row.responses['2XX'] ?? {}),
    '</div></details>',
  ].join('');
}

/** The public contract as one page: routes by their first word, shared schemas, the catalogue of refusals. */
export function contractPage(contract: Contract): string {
  const rows = Object.entries(contract.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, row]) => ({ method, path, row, tag: row.tags[0] ?? 'other' })),
  );
  const tags = [...new Set(rows.map(({ tag }) => tag))].sort();
  const groups = tags.map((tag) => {
    const own = rows.filter((row) => row.tag === tag);
    const routes = own.map(({ method, path, row }) => operation(method, path, row));
    return `<h2 id="${escape(tag)}">${escape(tag)}</h2>${routes.join('\n')}`;
  });
  const schemas = Object.entries(contract.components.schemas).map(
    ([name, schema]) => `<h3>${escape(name)}</h3>${table(['member', 'needed', 'what'], membersOf(schema))}`,
  );
  const problems = Object.entries(PROBLEMS).map(([code, { status, title }]) => [
    String(status),
    `<code>${escape(code)}</code>`,
    escape(title),
  ]);
  const { title, version, description } = contract.info;
  return page(`${title}: contract`, [
    `<h1>${escape(title)}</h1><p>${escape(description)} Version ${escape(version)}, ${rows.length} routes.</p>`,
    `<nav>${[...tags, 'schemas', 'problems'].map((tag) => `<a href="#${escape(tag)}">${escape(tag)}</a>`).join(' ')}</nav>`,
    ...groups,
    `<h2 id="schemas">schemas</h2>${schemas.join('')}`,
    `<h2 id="problems">problems</h2><p>Every refusal is <code>application/problem+json</code> (RFC 9457) with a code of this closed list.</p>`,
    table(['status', 'code', 'says'], problems),
  ]);
}
