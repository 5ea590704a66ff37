import type { RecordDeclaration } from '../catalogue/declaration.ts';
import { declarationOf } from '../catalogue/record-types.ts';
import type { TenantObjects } from '../files/objects.ts';
import { openFile } from '../files/sealed-file.ts';
import type { RequestItem } from '../rights/request/model.ts';
import type { Workspace } from '../store/workspace.ts';
import { csvLine } from './csv.ts';
import { held, type Collection, type Held } from './held.ts';

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

/** What any package is made with. */
export interface Packing {
  readonly workspace: Workspace;
  readonly objects: TenantObjects;
  readonly about: RequestItem;
  /** When the making began, epoch milliseconds: the time of which the package speaks, however many turns it takes. */
  readonly madeAt: number;
}

/** What is collected about a person, and the request that asks for it. */
export type Asked = Collection & Pick<Packing, 'about'>;

/** What a package about a person is made with. */
export type PersonPacking = Packing & Collection;

/** One file of a package. */
export interface Entry {
  readonly name: string;
  /** Makes its bytes when it is written, in constant memory. */
  readonly content: () => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;
  /** Goes in as it is: most files are compressed already. */
  readonly stored?: true;
}

/** What is found before the first byte; a later turn goes on with it instead of looking again. */
export interface Plan {
  readonly counts: Counts;
  /** Bytes of the files that go in as they are. */
  readonly fileBytes: number;
}

/** A package before its bytes. */
export interface Contents {
  /** JSON. */
  readonly plan: Plan;
  /** Its entries in their order; files whose names are given are left out unopened. */
  readonly entries: (done: ReadonlySet<string>) => AsyncIterable<Entry>;
}

/** Counts of a package that holds nothing of anybody. */
export const noCounts = (): Counts => ({
  records: 0,
  linked: 0,
  files: 0,
  log: 0,
  withheld: 0,
  undecided: 0,
});

/** What the first look at a person's data tells. */
export interface Survey extends Plan {
  /** The types of which something is given, in the order in which they were met. */
  readonly types: readonly string[];
}

/** Looks through everything once, so that the rest is about what is held and the officer sees counts. */
export async function survey(
  packing: PersonPacking,
  look: (one: Held) => Promise<void> | void = () => undefined,
): Promise<Survey> {
  const counts = noCounts();
  const types = new Set<string>();
  let fileBytes = 0;
  for await (const one of held(packing)) {
    if ('unreadable' in one) {
      counts.withheld += 1;
      continue;
    }
    counts.withheld += one.withheld.length;
    if (one.undecided) counts.undecided += 1;
    if (hasBytes(one)) {
      counts.files += 1;
      fileBytes += Number(one.record.values['size'] ?? 0);
    }
    if (Object.keys(one.shown).length > 0 || !packing.narrowed) {
      types.add(one.declaration.type);
      counts[one.own ? 'records' : 'linked'] += 1;
    }
    await look(one);
  }
  return { counts, types: [...types], fileBytes };
}

const hasBytes = ({ declaration, content, record }: Held) =>
  declaration.type === 'file' && content && record.values['status'] === 'sealed';

/** Text as bytes. */
export const bytes = (text: string): Uint8Array => Buffer.from(text);

/** Text as the only bytes of an entry. */
export async function* text(content: string): AsyncGenerator<Uint8Array> {
  yield bytes(content);
}

/** Id and dates of a record as the person sees them. */
export const facts = ({ id, record }: Held) => {
  const { createdAt, updatedAt } = record.item;
  return { id, createdAt, updatedAt };
};

/** The records of which something is given. */
export async function* records(packing: PersonPacking): AsyncGenerator<Held> {
  for await (const one of held(packing)) {
    if ('unreadable' in one) continue;
    if (Object.keys(one.shown).length > 0 || !packing.narrowed) yield one;
  }
}

/** A record as it stands in a JSON file. */
export function recordJson(one: Held): Readonly<Record<string, unknown>> {
  const { externalId } = one.record;
  return {
    type: one.declaration.type,
    ...facts(one),
    ...(one.own && externalId ? { externalId } : {}),
    fields: one.shown,
    ...(one.statements.length > 0 ? { statements: one.statements } : {}),
  };
}

/** A JSON array, item by item. */
export async function* jsonArray<T>(items: AsyncIterable<T>): AsyncGenerator<Uint8Array> {
  let before = '[';
  for await (const item of items) {
    yield bytes(`${before}\n${JSON.stringify(item)}`);
    before = ',';
  }
  yield bytes(before === '[' ? '[]' : '\n]');
}

/** A CSV of the records of each type; the first columns are common to all. */
export function* typeCsvs(packing: PersonPacking, types: readonly string[]): Generator<Entry> {
  for (const type of types) {
    const declaration = declarationOf(type);
    if (declaration) yield { name: `csv/${type}.csv`, content: () => typeCsv(packing, declaration) };
  }
}

async function* typeCsv(packing: PersonPacking, declaration: RecordDeclaration): AsyncGenerator<Uint8Array> {
  const names = Object.keys(declaration.fields);
  yield bytes(csvLine(['id', 'createdAt', 'updatedAt', 'aboutYou', ...names, 'statements']));
  for await (const one of records({ ...packing, only: declaration.type })) {
    const { id, createdAt, updatedAt } = facts(one);
    const cells = names.map((name) => one.shown[name]);
    yield bytes(csvLine([id, createdAt, updatedAt, one.own, ...cells, one.statements.join('\n')]));
  }
}

/** Latin letters, digits, dots: a name that leads out of no folder and surprises no program. */
const safe = (name: string) =>
  name
    .normalize('NFKD')
    .replaceAll(/[^\w.-]+/g, '_')
    .replaceAll(/\.{2,}|^\./g, '_')
    .slice(-80);

const FILES = 'files/';

/** The files, opened one after the other; those that are in the package already are not. */
export async function* fileEntries(packing: PersonPacking, done: ReadonlySet<string>): AsyncGenerator<Entry> {
  const { workspace, objects } = packing;
  const files = [...done].filter((name) => name.startsWith(FILES));
  // An id has no hyphen.
  const without = new Set(files.map((name) => name.slice(FILES.length, name.indexOf('-'))));
  for await (const one of records({ ...packing, only: 'file', without }))
    if (hasBytes(one))
      yield {
        name: `${FILES}${one.id}-${safe(String(one.record.values['name']))}`,
        content: () => openFile(workspace, objects, one.record),
        stored: true,
      };
}
