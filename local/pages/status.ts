import type { CallRecord } from '../front/call-log.ts';
import type { RequestRecord } from '../gateway/api.ts';
import type { ServedStage } from '../gateway/gateway.ts';
import type { FunctionStatus } from '../lambda/functions.ts';

/** What the status page shows; ids and names only, never payloads. */
export interface Status {
  readonly templateHash: string;
  readonly stacks: readonly { readonly name: string; readonly emulated: number; readonly excused: number }[];
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly awsUrl: string;
  readonly apis: readonly ServedStage[];
  readonly clock: { readonly now: string; readonly offsetMs: number };
  readonly functions: readonly FunctionStatus[];
  readonly mappings: readonly {
    readonly name: string;
    readonly discarded: number;
    readonly problem: string | undefined;
  }[];
  readonly calls: readonly CallRecord[];
  readonly requests: readonly RequestRecord[];
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

type Cell = string | number | undefined;

function escape(value: Cell): string {
  return String(value ?? '').replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char);
}

function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const row = (cells: readonly Cell[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${row(heads, 'th')}${rows.map((cells) => row(cells, 'td')).join('')}</table>`;
}

const STYLE =
  'body{font:15px/1.5 system-ui,sans-serif;margin:2rem;max-width:75rem}table{border-collapse:collapse}' +
  'td,th{text-align:left;padding:.15rem .9rem .15rem 0;vertical-align:top}th{color:#555;font-weight:600}code{font-size:.9em}';

/** The status page as HTML without scripts. */
export function statusPage(status: Status): string {
  const { functions, calls, requests, mappings, stacks, apis } = status;
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Local cloud</title>',
    `<style>${STYLE}</style><h1>Local cloud</h1>`,
    table(
      ['', ''],
      [
        ...apis.map(({ api, url, stage }): Cell[] => [`API ${api}`, `${url}/${stage}/ and ${url}/`]),
        ['AWS endpoint', status.awsUrl],
        ['Time', `${status.clock.now} (${status.clock.offsetMs} ms ahead of this machine)`],
        ['Template hash', status.templateHash],
      ],
    ),
    '<h2>Stacks</h2>',
    table(
      ['stack', 'emulated', 'excused'],
      stacks.map(({ name, emulated, excused }) => [name, emulated, excused]),
    ),
    '<h2>Functions</h2>',
    table(
      [
        'function',
        'cold',
        'warm',
        'errors',
        'timeouts',
        'throttled',
        'workers',
        'running',
        'events given up',
      ],
      functions.map((row) => [
        row.name,
        row.cold,
        row.warm,
        row.errors,
        row.timeouts,
        row.throttles,
        row.workers,
        row.running,
        row.discardedEvents,
      ]),
    ),
    mappings.length === 0 ? '' : '<h2>Streams</h2>',
    mappings.length === 0
      ? ''
      : table(
          ['mapping', 'records given up', 'problem'],
          mappings.map((row) => [row.name, row.discarded, row.problem]),
        ),
    '<h2>Recent requests</h2>',
    table(
      ['time', 'method', 'resource', 'status', 'ms'],
      requests.map((row) => [
        new Date(row.time).toISOString(),
        row.method,
        row.resource,
        row.status,
        row.milliseconds.toFixed(1),
      ]),
    ),
    '<h2>Recent AWS calls</h2>',
    table(
      ['service', 'operation', 'status', 'ms', 'principal'],
      calls.map((row) => [
        row.service,
        row.operation,
        row.status,
        row.milliseconds.toFixed(1),
        row.principal,
      ]),
    ),
    '</html>',
  ].join('\n');
}
