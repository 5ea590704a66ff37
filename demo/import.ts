import { Client, until } from './client.ts';
import { dataFile, type Body, type ImportOfMap, type Story } from './story.ts';

/** Sends one file with its joined files through an import and waits for its end. */
async function importOne(story: Story, one: ImportOfMap, by: Client): Promise<Body> {
  const { id, uploads } = await by.must('POST', '/v1/imports', {
    format: 'csv',
    mapping: one.mapping,
    source: one.file,
  });
  for (const [name, post] of Object.entries<Body>(uploads)) {
    await Client.upload(post, dataFile(story, one.joins?.[name] ?? one.file));
  }
  await by.must('POST', `/v1/imports/${id}/start`, undefined);
  const job = await until(
    `the import of ${one.file}`,
    async () => {
      const now = await by.must('GET', `/v1/jobs/${id}`);
      story.terminal.progress(
        `${one.file}: ${now.progress.rowsRead} rows read, ${now.progress.created} records`,
      );
      return now;
    },
    ({ state }) => ['done', 'failed', 'cancelled'].includes(state),
    300,
  );
  story.terminal.settled();
  return job;
}

/** Imports all files of the map; the jobs by file. */
export async function importAll(story: Story): Promise<Map<string, Body>> {
  const jobs = new Map<string, Body>();
  for (const one of story.map.imports) jobs.set(one.file, await importOne(story, one, story.staff.admin));
  return jobs;
}

/** The numbers of imports as a table. */
export function showJobs(story: Story, jobs: ReadonlyMap<string, Body>): void {
  story.terminal.table([
    ['file', 'rows', 'created', 'already there', 'refused'],
    ...[...jobs].map(([file, { progress }]) => [
      file,
      ...[progress.rowsRead, progress.created, progress.skipped, progress.refused].map(String),
    ]),
  ]);
}

/** First and second time: the same file twice creates nothing twice. */
export async function importTwice(story: Story): Promise<void> {
  const { terminal } = story;
  terminal.chapter('CSV files become records');
  const first = await importAll(story);
  showJobs(story, first);
  terminal.claim(
    [...first.values()].every(({ state, progress }) => state === 'done' && progress.refused === 0),
    'every row of every file was taken',
  );
  const again = await importAll(story);
  terminal.claim(
    [...again.values()].every(({ progress }) => progress.created === 0),
    'the same files a second time create nothing',
  );
}
