import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FUNCTIONS } from '../../lib/functions.ts';
import { bundleFunctions } from '../../tools/bundle.ts';
import { tell } from './figures.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 15);
const API = ['authorizer', 'records', 'work', 'rights', 'public', 'platform'];

/** Loads one module, calls it once and tells the processor time of its whole process, microseconds. */
const CHILD = `
const { handler } = await import(process.argv[1]);
const event = { httpMethod: 'GET', resource: '/nothing', headers: {}, methodArn: 'a/b' };
await handler?.(event, { getRemainingTimeInMillis: () => 25000 }).catch(() => undefined);
const { user, system } = process.cpuUsage();
process.stdout.write('\\n' + String(user + system));
process.exit(0);`;

const EMPTY = 'data:text/javascript,export const handler = async () => ({});';

/** What every function may be given; nothing is called. */
const variables = Object.fromEntries(
  FUNCTIONS.flatMap((row) => row.variables).map((name) => [
    name,
    name === 'STOP_WINDOW_SECONDS' ? '60' : 'none',
  ]),
);
const env = {
  PATH: process.env['PATH'],
  ...variables,
  PUBLIC_URL: 'http://127.0.0.1:1',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
};

function milliseconds(url: string): number {
  const text = execFileSync(process.execPath, ['--input-type=module', '-e', CHILD, url], {
    env,
    encoding: 'utf8',
  });
  return Number(text.split('\n').at(-1)) / 1000;
}

const { folder, sizes } = await bundleFunctions();
const modules = Object.keys(sizes)
  .filter((name) => API.includes(name))
  .map((name) => ({ name, url: pathToFileURL(join(folder, name, 'index.mjs')).href }));
const least: Record<string, number> = {};
for (let round = 0; round < ROUNDS; round++)
  for (const { name, url } of [{ name: 'empty', url: EMPTY }, ...modules])
    least[name] = Math.min(least[name] ?? Infinity, milliseconds(url));

const empty = least['empty'] ?? Number.NaN;
tell({ figure: 'cold start of an empty module', measured: empty, unit: 'ms of processor' });
for (const { name } of modules)
  tell({ figure: `cold start of ${name}`, measured: (least[name] ?? 0) / empty, unit: '× empty', budget: 6 });
for (const [name, bytes] of Object.entries(sizes))
  tell({ figure: `bundle of ${name}`, measured: bytes / 1024, unit: 'KiB' });
