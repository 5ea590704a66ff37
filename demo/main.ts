import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { access } from './access.ts';
import { asked, HELP, Untellable } from './asked.ts';
import { bytes, gone, strangers } from './claims.ts';
import { startLocal, type Stage } from './command-line.ts';
import { erasure, receipt } from './erasure.ts';
import { importTwice } from './import.ts';
import { onboard } from './onboard.ts';
import { issueInvoice, lookUp } from './person.ts';
import { now } from './requests.ts';
import type { Story, StoryMap } from './story.ts';
import { Terminal } from './terminal.ts';

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
  const { help, map, folder, api, credentials, local } = asked(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const terminal = new Terminal();
  terminal.chapter(api ? `The story on ${api}` : 'The synthesized template starts on this machine');
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

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof Untellable)) throw error;
  process.stderr.write(`${error.message}\n`);
  return 2;
});
