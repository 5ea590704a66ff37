import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { bwStatus } from './command-line.ts';
import { reaches, type Person } from './person.ts';
import { identify, open } from './requests.ts';
import type { Body, Story } from './story.ts';

/** Moves the local cloud's clock; on a deployment time passes by itself. */
export async function passTime({ stage, terminal }: Story, milliseconds: number, why: string): Promise<void> {
  if (!stage.local) return;
  const response = await fetch(`${stage.local}/_local/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advance: Math.max(0, Math.ceil(milliseconds)) }),
  });
  if (!response.ok) throw new Error(`the clock answered ${response.status}`);
  terminal.say(`(the clock moves: ${why})`);
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
    await staff.officer.must('PATCH', `/v1/requests/${request.id}/plan/${item.id}`, { act: item.act });
    terminal.say(`The officer decides about a ${item.type} that names several people: ${item.act}.`);
  }
  const approved = await staff.secondOfficer.must('POST', `/v1/requests/${request.id}/approve`, {});
  terminal.say(`Approved; it can be stopped until ${approved.stopUntil}.`);
  const still = await staff.officer.must('GET', `/v1/contacts/${person.contact.id}`);
  terminal.claim(still.id === person.contact.id, 'within the stop window nothing is gone');
  await passTime(
    story,
    Date.parse(approved.stopUntil) - Date.parse(still.updatedAt) + 61_000,
    'the stop window ends',
  );
  const waits = reaches(story, request.id, 'done', 240);
  await passTime(story, 61_000, 'caches run out');
  const done = await waits;
  terminal.claim(done.state === 'done', 'the erasure is done, says the request');
  return { ...done, plan: items };
}

/** Chapter: the receipt, verified offline by the command line. */
export async function receipt(story: Story, request: Body): Promise<void> {
  const { terminal, staff } = story;
  terminal.chapter('The receipt');
  const given = await staff.officer.must('GET', `/v1/requests/${request.id}/receipt`);
  const { decision, technical } = given.receipt;
  terminal.say(`Decision: ${JSON.stringify(decision.acts ?? decision)}`);
  terminal.say(
    `Keys destroyed: ${(technical.keysDestroyed ?? []).length}; no copy can be had from ${technical.keyUnrecoverableFrom}; ciphertext gone by ${technical.ciphertextGoneBy}.`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-receipt-'));
  const file = join(folder, 'receipt.json');
  const key = join(folder, 'key.pem');
  writeFileSync(file, JSON.stringify(given));
  writeFileSync(key, given.publicKey);
  const good = await bwStatus('verify-receipt', file, '--key', key);
  terminal.claim(good.status === 0, 'the receipt verifies offline');
  writeFileSync(file, JSON.stringify(given).replace(/20(\d\d)-/, '21$1-'));
  const forged = await bwStatus('verify-receipt', file, '--key', key);
  terminal.claim(forged.status !== 0, 'a receipt that was changed in one digit does not');
}
