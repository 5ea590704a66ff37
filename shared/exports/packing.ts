import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { TenantObjects } from '../files/objects.ts';
import { openFile } from '../files/sealed-file.ts';
import type { RequestItem } from '../rights/model.ts';
import type { Workspace } from '../store/workspace.ts';
import { csvLine } from './csv.ts';
import { held, type Collection, type Held } from './held.ts';
import type { ZipStream } from './zip.ts';

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
}

/** What a package about a person is made with. */
export type PersonPacking = Packing & Collection;

/** A package before its bytes: what it came to, and its entries, each written in constant memory. */
export interface Contents {
  readonly counts: Counts;
  /** Bytes of the files that go in as they are. */
  readonly fileBytes: number;
  readonly entries: (zip: ZipStream) => AsyncGenerator<Uint8Array>;
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
export interface Survey {
  readonly counts: Counts;
  /** The types of which something is given, in the order in which they were met. */
  readonly types: ReadonlyMap<string, RecordDeclaration>;
  readonly fileBytes: number;
}

/** Looks through everything once, so that the rest is about what is held and the officer sees counts. */
export async function survey(
  packing: PersonPacking,
  look: (one: Held) => Promise<void> | void = () => undefined,
): Promise<Survey> {
  const counts = noCounts();
  const types = new Map<string, RecordDeclaration>();
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
      types.set(one.declaration.type, one.declaration);
      counts[one.own ? 'records' : 'linked'] += 1;
    }
    await look(one);
  }
  return { counts, types, fileBytes };
}

const hasBytes = ({ declaration, content, record }: Held) =>
  declaration.type === 'file' && content && record.values['status'] === 'sealed';

/** Text as the bytes of an entry. */
export const bytes = (text: string): Uint8Array => Buffer.from(text);

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

/** A CSV of the records of one type; the first columns are common to all. */
export async function* typeCsv(
  packing: PersonPacking,
  declaration: RecordDeclaration,
): AsyncGenerator<Uint8Array> {
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

/** The bytes of the files, opened one after the other. */
export async function* fileEntries(packing: PersonPacking, zip: ZipStream): AsyncGenerator<Uint8Array> {
  const { workspace, objects } = packing;
  for await (const one of records({ ...packing, only: 'file' })) {
    if (!hasBytes(one)) continue;
    const name = `files/${one.id}-${safe(String(one.record.values['name']))}`;
    yield* zip.entry(name, await openFile(workspace, objects, one.record), false);
  }
}
