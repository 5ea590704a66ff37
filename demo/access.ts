import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { linkAndCodeApart } from './outbox.ts';
import { reaches, type Person } from './person.ts';
import { collect, identify, open } from './requests.ts';
import { dataFile, type Body, type Story } from './story.ts';

/** The package as files by name, fetched from the one address. */
async function fetchPackage(story: Story, url: string): Promise<Record<string, Uint8Array>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the package was refused: ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const files = unzipSync(bytes);
  story.terminal.say(`Fetched ${(bytes.length / 1024).toFixed(1)} KiB by one short-lived address:`);
  story.terminal.table(Object.entries(files).map(([name, content]) => [name, `${content.length} bytes`]));
  return files;
}

/** The names of the other people in the story's files, from the column that contacts are named by. */
function others(story: Story, { contact }: Person): string[] {
  return story.map.imports.flatMap(({ file, mapping }) => {
    const column = mapping.records.find(({ type }) => type === 'contact')?.fields['name']?.column;
    if (!column) return [];
    const rows = parse(dataFile(story, file), { columns: true, bom: true }) as Record<string, string>[];
    return rows.flatMap((row) => (row[column] && row[column] !== contact.name ? [row[column]] : []));
  });
}

/** Chapter: a person asks for a copy, and gets all of it and nothing of anybody else's. */
export async function access(story: Story, person: Person): Promise<void> {
  const { terminal, staff } = story;
  terminal.chapter('The person asks for a copy (Art. 15)');
  const request = await open(story, 'access', person);
  await identify(story, request, person);
  await staff.officer.must('POST', `/v1/requests/${request.id}/prepare`, {});
  await reaches(story, request.id, 'review');
  const summary = await staff.officer.ask('GET', `/v1/requests/${request.id}/package`);
  if (summary.status === 200)
    terminal.say(`The officer reviews it before release: ${JSON.stringify(summary.body.counts ?? {})}`);
  const files = await fetchPackage(story, await collect(story, request, person));
  const all = Object.values(files)
    .map((content) => Buffer.from(content).toString('utf8'))
    .join('\n');
  const ids: Body[] = person.view.records.map(({ id }: Body) => id);
  terminal.claim(
    person.own.every((text) => all.includes(JSON.stringify(text).slice(1, -1))) &&
      ids.every((id) => all.includes(id)),
    `the package holds all ${ids.length} records and every identifier of the person`,
  );
  const foreign = others(story, person).filter((name) => all.includes(name));
  terminal.claim(foreign.length === 0, 'and the name of no other contact');
  const html = Buffer.from(files['index.html'] ?? []).toString('utf8');
  terminal.claim(html.length > 0 && !/(?:src|href)\s*=\s*["']?https?:/i.test(html), 'its page opens offline');
  if (person.contact.email) {
    terminal.claim(
      await linkAndCodeApart(story, person.contact.email),
      'no mail carried a link and a code together',
    );
  }
  await staff.officer.must('POST', `/v1/requests/${request.id}/fetched`, {});
  await reaches(story, request.id, 'done');
}
