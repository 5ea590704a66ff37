import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { importAll } from './import.ts';
import type { Person } from './person.ts';
import type { Body, Story } from './story.ts';

/** Chapter: another tenant tries, before anything is erased. */
export async function strangers(story: Story, { contact }: Person): Promise<void> {
  const { terminal, stranger, staff } = story;
  terminal.chapter('Another tenant tries');
  const foreign = await stranger.ask('GET', `/v1/contacts/${contact.id}`);
  const unknown = await stranger.ask('GET', `/v1/contacts/${contact.id.slice(0, -5)}ZZZZZ`);
  terminal.claim(
    foreign.status === 404 && foreign.text === unknown.text,
    'somebody else’s record is answered, byte for byte, like none',
  );
  const found = await stranger.must('POST', '/v1/contacts/lookup', story.map.person);
  terminal.claim(found.items.length === 0, 'the same identifier finds nobody there');
  const hidden = await staff.sales.ask('GET', `/v1/members`);
  terminal.claim(hidden.status === 403, 'sales does not see the members: default deny');
}

/** Chapter: what is left after the erasure. */
export async function gone(story: Story, person: Person, invoice: Body): Promise<void> {
  const { terminal, staff, map } = story;
  const { contact } = person;
  terminal.chapter('The person is gone');
  const found = await staff.sales.must('POST', '/v1/contacts/lookup', map.person);
  terminal.claim(
    !found.items.some(({ person: id }: Body) => id === contact.person),
    'the identifier finds the person no more',
  );
  const view = await staff.officer.ask('GET', `/v1/people/${contact.person}`);
  terminal.claim(view.status === 404, 'there is no such person');
  const records = await Promise.all(
    person.view.records.map(({ id, type }: Body) =>
      staff.officer.ask('GET', `/v1/${type === 'person' ? 'people' : `${type}s`}/${id}`),
    ),
  );
  terminal.claim(
    records.every(({ status }) => status === 404),
    `none of the ${records.length} records answers`,
  );
  const kept = await staff.finance.must('POST', '/v1/kept/lookup', { number: invoice.number });
  terminal.claim(
    kept.items?.length === 1,
    'finance finds the invoice by its number, with the statute that keeps it',
  );
  const sales = await staff.sales.ask('POST', '/v1/kept/lookup', { number: invoice.number });
  terminal.claim(sales.status === 403, 'sales does not');
  const again = await importAll(story);
  const refused = [...again.values()].reduce((sum, { progress }) => sum + progress.refused, 0);
  const after = await staff.sales.must('POST', '/v1/contacts/lookup', map.person);
  terminal.claim(
    refused > 0 && after.items.length === found.items.length,
    `the old files bring nobody back: ${refused} row(s) listed instead`,
  );
  const anew = await staff.sales.must('POST', '/v1/contacts', { name: contact.name });
  terminal.claim(anew.person !== contact.person, 'a contact created on purpose is a new person');
  await staff.admin.must('DELETE', `/v1/contacts/${anew.id}`, undefined, { 'if-match': '"v1"' });
}

/** Every file below a folder. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Encodings in which a text could survive. */
const SPELLINGS: readonly (readonly [string, (text: string) => Buffer])[] = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-16', (text) => Buffer.from(text, 'utf16le')],
  ['hex', (text) => Buffer.from(Buffer.from(text).toString('hex'))],
  ['base64', (text) => Buffer.from(Buffer.from(text).toString('base64').slice(0, -4))],
  ['percent', (text) => Buffer.from(encodeURIComponent(text))],
];

/** Where a text is found among the raw bytes of the local cloud, the mailbox of the person apart. */
function bytesWith(state: string, texts: readonly string[]): string[] {
  const spelled = texts.flatMap((text) => SPELLINGS.map(([name, spell]) => [name, spell(text)] as const));
  return filesBelow(state)
    .filter((file) => !relative(state, file).startsWith('assembly'))
    .flatMap((file) => {
      const bytes = readFileSync(file);
      return spelled
        .filter(([, wanted]) => bytes.includes(wanted))
        .map(([name]) => `${relative(state, file)} (${name})`);
    });
}

/** Chapter, on one machine: the raw bytes of every store, log and workflow. The outbox is the person's own mailbox. */
export async function bytes(story: Story, planted: string, { own }: Person): Promise<void> {
  const { terminal, stage } = story;
  if (!stage.state) return;
  terminal.chapter('The raw bytes of every store, log and workflow');
  const state = stage.state;
  const control = bytesWith(state, [planted]);
  terminal.claim(
    control.length > 0,
    `the scan sees: it finds a planted product name in ${control[0] ?? 'no file'}`,
  );
  const found = bytesWith(
    state,
    own.filter((text) => text.length > 5),
  ).filter((where) => !where.startsWith('ses'));
  terminal.claim(
    found.length === 0,
    `nothing of the person in any file${found.length > 0 ? `: ${found.join(', ')}` : ''}`,
  );
}
