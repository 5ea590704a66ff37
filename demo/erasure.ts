import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bwStatus } from './command-line.ts';
import { reaches, type Person } from './person.ts';
import { identify, now, open } from './requests.ts';
import type { Body, Story } from './story.ts';

/** Moves the local cloud's clock; on a deployment time passes by itself. */
async function passTime({ stage }: Story, milliseconds: number): Promise<void> {
  if (!stage.local) return;
  const response = await fetch(`${stage.local}/_local/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advance: Math.max(0, Math.ceil(milliseconds)) }),
  });
  if (!response.ok) throw new Error(`the clock answered ${response.status}`);
}

/** Waits for the end of the erasure; the waits of the protocol are passed over where the clock can be moved. */
async function carriedOut(story: Story, request: string): Promise<Body> {
  const ends = ['done', 'failed', 'partly-done', 'review'];
  for (let turn = 0; ; turn++) {
    const found = await story.staff.officer.must('GET', `/v1/requests/${request}`);
    story.terminal.progress(found.says);
    if (ends.includes(found.state) || turn > 600) {
      story.terminal.settled();
      return found;
    }
    await passTime(story, 20_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** The whole plan of an erasure. */
async function plan(story: Story, request: string): Promise<Body[]> {
  const items: Body[] = [];
  let cursor: string | undefined;
  do {
    const query = `?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
    const page = await story.staff.officer.must('GET', `/v1/requests/${request}/plan${query}`);
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor);
  return items;
}

function showPlan({ terminal }: Story, items: readonly Body[]): void {
  const groups = new Map<string, number>();
  for (const { act, type, ground, keep } of items) {
    const why = keep ? `${ground}: ${keep.statute}, until ${keep.until}` : ground;
    const key = [act, type, why].join('\t');
    groups.set(key, (groups.get(key) ?? 0) + 1);
  }
  terminal.table([
    ['what', 'type', 'count', 'why'],
    ...[...groups].map(([key, count]) => {
      const [act = '', type = '', why = ''] = key.split('\t');
      return [act, type, String(count), why];
    }),
  ]);
}

/** Chapter: the person asks to be erased; what the law keeps is named, the rest goes, and the receipt says so. */
export async function erasure(story: Story, person: Person): Promise<Body> {
  const { terminal, staff } = story;
  terminal.chapter('The person asks for erasure (Art. 17)');
  const request = await open(story, 'erasure', person);
  await identify(story, request, person);
  await staff.officer.must('POST', `/v1/requests/${request.id}/prepare`, {});
  await reaches(story, request.id, 'review');
  const items = await plan(story, request.id);
  terminal.say('The plan, item by item:');
  showPlan(story, items);
  for (const item of items.filter(({ needsReview }) => needsReview)) {
    const seen = { 'if-match': `"v${item.version}"` };
    await staff.officer.must('PATCH', `/v1/requests/${request.id}/plan/${item.id}`, { act: item.act }, seen);
    terminal.say(`The officer decides about a ${item.type} that names several people: ${item.act}.`);
  }
  const approved = await staff.secondOfficer.must('POST', `/v1/requests/${request.id}/approve`, {});
  terminal.say(`Approved; it can be stopped until ${approved.stopUntil}.`);
  const still = await staff.officer.must('GET', `/v1/contacts/${person.contact.id}`);
  terminal.claim(still.id === person.contact.id, 'within the stop window nothing is gone');
  await passTime(story, Date.parse(approved.stopUntil) - Date.parse(await now(story)));
  const done = await carriedOut(story, request.id);
  terminal.claim(done.state === 'done', 'the erasure is done, says the request');
  return { ...done, plan: items };
}

/** Chapter: the receipt, verified offline by the command line. */
export async function receipt(story: Story, request: Body): Promise<void> {
  const { terminal, staff } = story;
  terminal.chapter('The receipt');
  const given = await staff.officer.must('GET', `/v1/requests/${request.id}/receipt`);
  const { decision, technical } = given.receipt;
  terminal.say("The tenant's decision:");
  terminal.table(decision.acts.map(({ act, ground, count }: Body) => ['', act, String(count), ground]));
  terminal.say(
    `The processor's statement: ${technical.keysDestroyed.count} key(s) destroyed, ` +
      `the independent sweep found ${technical.independentSweep.left} thing(s) left;`,
  );
  terminal.say(
    `no copy of a key can be had from ${technical.keyUnrecoverableFrom}, ` +
      `ciphertext is gone by ${technical.ciphertextGoneBy}.`,
  );
  const { publicKey } = await staff.officer.must('GET', '/v1/receipt-key');
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-receipt-'));
  const file = join(folder, 'receipt.json');
  const key = join(folder, 'key.pem');
  writeFileSync(file, JSON.stringify(given));
  writeFileSync(key, publicKey);
  const good = await bwStatus('verify-receipt', file, '--key', key);
  terminal.claim(good.status === 0, 'the receipt verifies offline');
  writeFileSync(file, JSON.stringify(given).replace(/20(\d\d)-/, '21$1-'));
  const forged = await bwStatus('verify-receipt', file, '--key', key);
  terminal.claim(forged.status !== 0, 'a receipt that was changed in one digit does not');
  rmSync(folder, { recursive: true });
}
