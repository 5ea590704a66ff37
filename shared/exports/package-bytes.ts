import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { RequestItem } from '../rights/model.ts';
import type { TenantObjects } from '../files/objects.ts';
import { openFile } from '../files/sealed-file.ts';
import { instant } from '../kernel/time.ts';
import { csvLine } from './csv.ts';
import { REASONS } from './disclose.ts';
import { held, logLines, type Collection, type Held } from './held.ts';
import { information, requestFacts, type Information } from './information.ts';
import { pageHead, pageInformation, pageRecord, pageRequest, pageWithheld } from './page.ts';
import { ZipStream } from './zip.ts';

/** What a package came to. */
export interface Counts {
  records: number;
  linked: number;
  files: number;
  log: number;
  withheld: number;
  /** Texts that name several people and wait for the officer. */
  undecided: number;
}

/** What a package is made of, beside the person's data. */
export interface Packing extends Collection {
  readonly objects: TenantObjects;
  readonly about: RequestItem;
}

/** What the first look at a person's data tells: types, sources, counts. */
export interface Survey {
  readonly counts: Counts;
  readonly types: ReadonlyMap<string, RecordDeclaration>;
  readonly information: Information;
}

/** Looks through everything once, so that the information is about what is held and the officer sees counts. */
export async function survey(packing: Packing): Promise<Survey> {
  const counts: Counts = { records: 0, linked: 0, files: 0, log: 0, withheld: 0, undecided: 0 };
  const types = new Map<string, RecordDeclaration>();
  const sources = new Set<string>();
  for await (const one of held(packing)) {
    if ('unreadable' in one) {
      counts.withheld += 1;
      continue;
    }
    types.set(one.declaration.type, one.declaration);
    counts[one.own ? 'records' : 'linked'] += 1;
    counts.withheld += one.withheld.length;
    if (one.undecided) counts.undecided += 1;
    if (hasBytes(one)) counts.files += 1;
    if (one.own && typeof one.shown['source'] === 'string') sources.add(one.shown['source']);
  }
  const said = await information(packing.workspace, packing.about, new Set(types.keys()), sources);
  return { counts, types, information: said };
}

const hasBytes = ({ declaration, content, record }: Held) =>
  declaration.type === 'file' && content && record.values['status'] === 'sealed';

const facts = ({ id, record }: Held) => {
  const { createdAt, updatedAt } = record.item;
  return { id, createdAt, updatedAt };
};

const bytes = (text: string) => Buffer.from(text);

async function* records(packing: Packing): AsyncGenerator<Held> {
  for await (const one of held(packing)) if (!('unreadable' in one)) yield one;
}

/** A JSON array, item by item. */
async function* array<T>(items: AsyncIterable<T>): AsyncGenerator<string> {
  let before = '[';
  for await (const item of items) {
    yield `${before}\n${JSON.stringify(item)}`;
    before = ',';
  }
  yield before === '[' ? '[]' : '\n]';
}

async function* dataJson(
  packing: Packing,
  { information: said, counts }: Survey,
): AsyncGenerator<Uint8Array> {
  const { about, subject, workspace } = packing;
  const head = {
    request: await requestFacts(workspace, about),
    person: subject,
    madeAt: instant(workspace.now()),
    information: said,
  };
  yield bytes(JSON.stringify(head, null, 1).slice(0, -2));
  for (const own of [true, false]) {
    async function* entries() {
      for await (const one of records(packing)) {
        if (one.own !== own) continue;
        const { externalId } = one.record;
        const named = own && externalId ? { externalId } : {};
        yield { type: one.declaration.type, ...facts(one), ...named, fields: one.shown };
      }
    }
    yield bytes(`,\n "${own ? 'records' : 'recordsThatNameYou'}": `);
    for await (const part of array(entries())) yield bytes(part);
  }
  yield bytes(',\n "log": ');
  async function* counted() {
    for await (const line of logLines(packing)) {
      counts.log += 1;
      yield line;
    }
  }
  for await (const part of array(counted())) yield bytes(part);
  yield bytes('\n}\n');
}

async function* typeCsv(packing: Packing, declaration: RecordDeclaration): AsyncGenerator<Uint8Array> {
  const names = Object.keys(declaration.fields);
  yield bytes(csvLine(['id', 'createdAt', 'updatedAt', 'aboutYou', ...names]));
  for await (const one of records(packing)) {
    if (one.declaration.type !== declaration.type) continue;
    const { id, createdAt, updatedAt } = facts(one);
    yield bytes(csvLine([id, createdAt, updatedAt, one.own, ...names.map((name) => one.shown[name])]));
  }
}

async function* logCsv(packing: Packing): AsyncGenerator<Uint8Array> {
  yield bytes(csvLine(['at', 'action', 'purpose', 'type', 'fields']));
  for await (const { at, action, purpose, type, fields } of logLines(packing))
    yield bytes(csvLine([at, action, purpose, type, fields.join(' ')]));
}

async function* withheldOf(packing: Packing) {
  for await (const one of held(packing))
    for (const entry of 'unreadable' in one ? [one.unreadable] : one.withheld) yield entry;
}

async function* withheldJson(packing: Packing): AsyncGenerator<Uint8Array> {
  yield bytes(`{"reasons": ${JSON.stringify(REASONS)},\n "withheld": `);
  for await (const part of array(withheldOf(packing))) yield bytes(part);
  yield bytes('}\n');
}

async function* page(packing: Packing, { information: said }: Survey): AsyncGenerator<Uint8Array> {
  yield bytes(pageHead('Your data'));
  yield bytes(pageInformation(said));
  yield bytes(pageRequest(await requestFacts(packing.workspace, packing.about)));
  yield bytes('<h2>What is held about you</h2>\n');
  for await (const one of records(packing)) yield bytes(pageRecord(one));
  yield bytes('<h2>What is held and not given, and why</h2>\n<ul>');
  for await (const entry of withheldOf(packing)) yield bytes(pageWithheld(entry));
  yield bytes('</ul>\n</body></html>\n');
}

/** Latin letters, digits, dots: a name that leads out of no folder and surprises no program. */
const safe = (name: string) =>
  name
    .normalize('NFKD')
    .replaceAll(/[^\w.-]+/g, '_')
    .replaceAll(/\.{2,}|^\./g, '_')
    .slice(-80);

async function* files(packing: Packing, zip: ZipStream): AsyncGenerator<Uint8Array> {
  const { workspace, objects } = packing;
  for await (const one of records(packing)) {
    if (!hasBytes(one)) continue;
    const name = `files/${one.id}-${safe(String(one.record.values['name']))}`;
    yield* zip.entry(name, await openFile(workspace, objects, one.record), false);
  }
}

/**
 * The package as a ZIP, in constant memory: each entry is a walk through the person's data. `index.html` opens
 * offline, `data.json` is complete, the CSVs are for spreadsheets, `manifest.json` has the SHA-256 of every entry.
 */
export async function* packageBytes(packing: Packing, surveyed: Survey): AsyncGenerator<Uint8Array> {
  const zip = new ZipStream(packing.workspace.now());
  yield* zip.entry('index.html', page(packing, surveyed));
  yield* zip.entry('data.json', dataJson(packing, surveyed));
  for (const [type, declaration] of surveyed.types)
    yield* zip.entry(`csv/${type}.csv`, typeCsv(packing, declaration));
  yield* zip.entry('csv/log.csv', logCsv(packing));
  yield* zip.entry('withheld.json', withheldJson(packing));
  yield* files(packing, zip);
  async function* manifest() {
    yield bytes(`${JSON.stringify({ algorithm: 'SHA-256', entries: [...zip.entries] }, null, 1)}\n`);
  }
  yield* zip.entry('manifest.json', manifest());
  yield* zip.end();
}
