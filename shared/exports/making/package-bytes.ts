import { accessPackage } from '../access/access-package.ts';
import { informationPackage } from '../access/information-package.ts';
import { bytes, type Contents, type Packing, type PersonPacking, type Plan } from '../packing.ts';
import { portablePackage } from '../portable/portable-package.ts';
import type { ZipRecord } from '../zip/zip-records.ts';
import type { ZipStream } from '../zip/zip.ts';
import type { SubjectId } from '../../kernel/ids.ts';
import type { PackageType } from '../../rights/rights.ts';

/**
 * Bytes of files in a package at most: its copy is opened while somebody waits for the address, for at most 25 seconds.
 * What is larger fails before it is made, and the officer is told why.
 */
export const FILES_LIMIT = 1_000_000_000;

/** What goes into the package of each right about a person. */
const ABOUT_PERSON: Readonly<
  Record<
    Exclude<PackageType, 'information'>,
    (packing: PersonPacking, planned?: unknown) => Promise<Contents>
  >
> = { access: accessPackage, portability: portablePackage };

/**
 * Collects what the package of a request is to hold, or goes on with the plan of an earlier turn; undefined when it
 * would be about a person and there is none.
 */
export async function packageContents(
  type: PackageType,
  packing: Packing,
  person: SubjectId | undefined,
  planned?: unknown,
): Promise<Contents | undefined> {
  if (type === 'information') return informationPackage(packing, planned);
  return person && ABOUT_PERSON[type]({ ...packing, subject: person, request: packing.about.id }, planned);
}

/** True for what could not be handed over; it is known before the first byte is written. */
export function isTooLarge({ fileBytes }: Pick<Plan, 'fileBytes'>): boolean {
  return fileBytes > FILES_LIMIT;
}

/** Bytes of text that are compressed together. */
const SLICE = 64 * 1024;

async function* manifest(entries: AsyncIterable<ZipRecord>): AsyncGenerator<Uint8Array> {
  let slice = '{\n "algorithm": "SHA-256",\n "entries": [';
  let before = '';
  for await (const { name, bytes: size, sha256 } of entries) {
    const said = JSON.stringify({ name, bytes: size, sha256 }, null, 1).replaceAll('\n', '\n  ');
    slice += `${before}\n  ${said}`;
    before = ',';
    if (slice.length < SLICE) continue;
    yield bytes(slice);
    slice = '';
  }
  yield bytes(`${slice}\n ]\n}\n`);
}

/** What one turn writes a package with. */
export interface Writing {
  readonly contents: Contents;
  readonly zip: ZipStream;
  /** Names of the entries that earlier turns have written, and what is known of each. */
  readonly done: ReadonlySet<string>;
  readonly earlier: () => AsyncIterable<ZipRecord>;
  /** True when no other entry is to be begun in this turn. */
  readonly late: () => boolean;
}

/**
 * The bytes that one turn adds to a package; `zip.ended` says that they were the last ones. `manifest.json`, the last
 * entry, has the SHA-256 of every other one.
 */
export async function* packageBytes(writing: Writing): AsyncGenerator<Uint8Array> {
  const { contents, zip, done, earlier, late } = writing;
  async function* all(): AsyncGenerator<ZipRecord> {
    yield* earlier();
    yield* zip.entries;
  }
  for await (const { name, content, stored } of contents.entries(done)) {
    if (done.has(name)) continue;
    if (late()) return;
    yield* zip.entry(name, await content(), !stored);
  }
  if (late()) return;
  yield* zip.entry('manifest.json', manifest(all()));
  yield* zip.end(all());
}
