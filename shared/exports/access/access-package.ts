import { instant } from '../../kernel/time.ts';
import { aboutPerson, Suppressions, type AboutPerson, type Suppression } from './about-person.ts';
import { csvLine } from '../csv.ts';
import { held, logLines, type Held } from '../held.ts';
import { information, type Information } from './information.ts';
import { Page } from './page.ts';
import {
  bytes,
  fileEntries,
  jsonArray,
  recordJson,
  records,
  survey,
  typeCsvs,
  type Contents,
  type Counts,
  type Entry,
  type PersonPacking,
  type Survey,
} from '../packing.ts';
import { requestFacts, type RequestFacts } from './request-facts.ts';
import { mannerOf } from '../wordings/manner.ts';
import { reasonTexts } from '../wordings/reasons.ts';

/** What stands at the head of the data and of the page. */
interface Said {
  readonly request: RequestFacts;
  readonly information: Information;
  readonly about: AboutPerson & { readonly suppressions: readonly Suppression[] };
}

async function* dataJson(packing: PersonPacking, said: Said, counts: Counts): AsyncGenerator<Uint8Array> {
  const head = {
    request: said.request,
    person: packing.subject,
    madeAt: instant(packing.madeAt),
    language: packing.about.language,
    information: said.information,
    ...said.about,
  };
  yield bytes(JSON.stringify(head, null, 1).slice(0, -2));
  for (const own of [true, false]) {
    async function* entries() {
      for await (const one of records(packing)) if (one.own === own) yield recordJson(one);
    }
    yield bytes(`,\n "${own ? 'records' : 'recordsThatNameYou'}": `);
    yield* jsonArray(entries());
  }
  yield bytes(',\n "log": ');
  async function* counted() {
    for await (const line of logLines(packing)) {
      counts.log += 1;
      yield line;
    }
  }
  yield* jsonArray(counted());
  yield bytes('\n}\n');
}

async function* logCsv(packing: PersonPacking): AsyncGenerator<Uint8Array> {
  yield bytes(csvLine(['at', 'action', 'operation', 'means', 'purpose', 'type', 'fields']));
  for await (const { at, action, operation, means, purpose, type, fields } of logLines(packing))
    yield bytes(csvLine([at, action, operation, means, purpose, type, fields.join(' ')]));
}

async function* withheldOf(packing: PersonPacking) {
  for await (const one of held(packing))
    for (const entry of 'unreadable' in one ? [one.unreadable] : one.withheld) yield entry;
}

async function* withheldJson(packing: PersonPacking): AsyncGenerator<Uint8Array> {
  yield bytes(`{"reasons": ${JSON.stringify(reasonTexts(mannerOf(packing.about)))},\n "withheld": `);
  yield* jsonArray(withheldOf(packing));
  yield bytes('}\n');
}

async function* page(packing: PersonPacking, said: Said): AsyncGenerator<Uint8Array> {
  const written = new Page(mannerOf(packing.about));
  yield bytes(written.head('access') + written.information(said.information));
  yield bytes(written.request(said.request) + written.about(said.about));
  yield bytes(written.held());
  for await (const one of records(packing)) yield bytes(written.record(one));
  yield bytes(`${written.notGiven()}<ul>`);
  for await (const entry of withheldOf(packing)) yield bytes(written.withheld(entry));
  yield bytes(`</ul>\n${written.end()}`);
}

interface AccessPlan extends Survey {
  readonly said: Said;
}

async function lookThrough(packing: PersonPacking): Promise<AccessPlan> {
  const { workspace, subject } = packing;
  const sources = new Set<string>();
  const suppressions = new Suppressions(packing);
  const found = await survey(packing, async (one: Held) => {
    if (one.own && typeof one.shown['source'] === 'string') sources.add(one.shown['source']);
    await suppressions.look(one);
  });
  const said: Said = {
    request: await requestFacts(workspace, packing.about),
    information: await information(
      workspace,
      subject,
      { types: new Set(found.types), sources },
      mannerOf(packing.about),
    ),
    about: { ...(await aboutPerson(packing)), suppressions: await suppressions.all() },
  };
  return { ...found, said };
}

/**
 * An access package (Art. 15): each entry is a walk through the person's data. `index.html` opens offline, `data.json`
 * is complete, the CSVs are for spreadsheets. `planned` is the plan of an earlier turn.
 */
export async function accessPackage(packing: PersonPacking, planned?: unknown): Promise<Contents> {
  const plan = (planned as AccessPlan | undefined) ?? (await lookThrough(packing));
  const { said, counts, types } = plan;
  async function* entries(done: ReadonlySet<string>): AsyncGenerator<Entry> {
    yield { name: 'index.html', content: () => page(packing, said) };
    yield { name: 'data.json', content: () => dataJson(packing, said, counts) };
    yield* typeCsvs(packing, types);
    yield { name: 'csv/log.csv', content: () => logCsv(packing) };
    yield { name: 'withheld.json', content: () => withheldJson(packing) };
    yield* fileEntries(packing, done);
  }
  return { plan, entries };
}
