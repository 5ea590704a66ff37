import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { access } from './access.ts';
import { bytes, gone, strangers } from './claims.ts';
import { startLocal, type Stage } from './command-line.ts';
import { erasure, receipt } from './erasure.ts';
import { importTwice } from './import.ts';
import { onboard } from './onboard.ts';
import { issueInvoice, lookUp } from './person.ts';
import { now } from './requests.ts';
import type { Story, StoryMap } from './story.ts';
import { Terminal } from './terminal.ts';

const HELP = `npm run demo -- [options]

The main job as a story: data in, a person's copy out, the person gone; then the claims.

  --data DIR   folder of your own CSV files
  --map FILE   how they become records (see demo/maps)
  --api URL    tell it against a deployment instead of a local cloud of its own
  --credentials FILE   the operator's credentials for --api (AWS ini, profile operator)
  --local URL  address of the local cloud's pages, when --api is one
`;

const DAY = 86_400_000;

/** When the story plays: some days after the newest date of a column, at nine in the morning. */
function clockOf(map: StoryMap, folder: string): string | undefined {
  if (!map.clock) return undefined;
  const { file, column, daysAfter } = map.clock;
  const rows = parse(readFileSync(join(folder, file)), { columns: true, bom: true }) as Record<
    string,
    string
  >[];
  const newest = rows
    .map((row) => (row[column] ?? '').slice(0, 10))
    .sort()
    .at(-1);
  return new Date(Date.parse(`${newest}T09:00:00Z`) + daysAfter * DAY).toISOString();
}

async function tell(terminal: Terminal, stage: Stage, map: StoryMap, folder: string): Promise<void> {
  const story: Story = { terminal, stage, map, folder, ...(await onboard(terminal, stage, map)) };
  await importTwice(story);
  let person = await lookUp(story);
  const invoice = await issueInvoice(story, person, (await now(story)).slice(0, 10));
  person = {
    ...person,
    view: { ...person.view, records: [...person.view.records, { ...invoice, type: 'invoice' }] },
  };
  await strangers(story, person);
  await access(story, person);
  const request = await erasure(story, person);
  await receipt(story, request);
  await gone(story, person, invoice);
  const products = await story.staff.admin.must('GET', '/v1/products?limit=1');
  await bytes(story, products.items[0].name, person);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      map: { type: 'string' },
      api: { type: 'string' },
      credentials: { type: 'string' },
      local: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const folder = values.data ?? join(import.meta.dirname, 'data');
  const map = JSON.parse(
    readFileSync(values.map ?? join(import.meta.dirname, 'maps/own.json'), 'utf8'),
  ) as StoryMap;
  const terminal = new Terminal();
  terminal.chapter(
    values.api ? `The story on ${values.api}` : 'The synthesized template starts on this machine',
  );
  const { api, credentials, local } = values;
  let stage: Stage | undefined;
  try {
    stage = api
      ? {
          api,
          ...(credentials ? { credentials } : {}),
          ...(local ? { local } : {}),
          close: async () => undefined,
        }
      : await startLocal(clockOf(map, folder), (line) => terminal.say(line));
    await tell(terminal, stage, map, folder);
  } catch (error) {
    terminal.settled();
    terminal.claim(false, `the story goes on: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await stage?.close();
  }
  return terminal.close();
}

process.exitCode = await main();
