import { CommandFailure, noWords, type Command, type Given } from './command.ts';
import { apiFrom, ask } from './platform-api.ts';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** The local cloud's own pages: beside the API, one port further (see npm start). */
function localFrom(given: Given): string {
  const { local } = given.options;
  if (typeof local === 'string') return local.replace(/\/$/, '');
  const api = apiFrom(given);
  if (!LOOPBACK.includes(api.hostname))
    throw new CommandFailure(2, 'this is for the local cloud only; name its AWS address with --local');
  return `${api.protocol}//${api.hostname}:${Number(api.port || '80') + 1}`;
}

async function page(given: Given, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const post = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await ask(`${localFrom(given)}/_local/${path}`, body === undefined ? {} : post);
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.ok) return answer;
  throw new CommandFailure(
    1,
    typeof answer['message'] === 'string' ? answer['message'] : `status ${response.status}`,
  );
}

/** The local cloud: what runs there, and what time it is. */
export const LOCAL_COMMANDS: readonly Command[] = [
  {
    name: 'clock',
    usage: '[--advance P30D | --to 2026-03-01T09:00:00Z]',
    summary: 'Shows the time of the local cloud, or moves it forward for everything that runs there',
    help: [
      '--advance DURATION  ISO 8601, for example P1M or PT90S',
      '--to TIME           RFC 3339 with a zone; not before now',
    ],
    options: { advance: { type: 'string' }, to: { type: 'string' } },
    run: async (given) => {
      noWords(given);
      const { advance, to } = given.options;
      if (advance !== undefined && to !== undefined)
        throw new CommandFailure(2, 'give either --advance or --to');
      const move = advance === undefined && to === undefined ? undefined : { advance, to };
      const clock = await page(given, 'clock', move);
      return { json: clock, text: String(clock['now']) };
    },
  },
  {
    name: 'status',
    usage: '',
    summary: 'Shows what the local cloud runs: template, time, functions',
    help: [],
    options: {},
    run: async (given) => {
      noWords(given);
      const status = await page(given, 'status.json');
      const { now } = status['clock'] as { now: string };
      const functions = status['functions'] as Record<string, number | string>[];
      const rows = functions.map(
        ({ name, workers, errors, timeouts }) =>
          `${String(name).padEnd(32)} workers ${workers}  errors ${errors}  timeouts ${timeouts}`,
      );
      const text = [`template ${String(status['templateHash'])}`, `time     ${now}`, ...rows].join('\n');
      return { json: status, text };
    },
  },
];
