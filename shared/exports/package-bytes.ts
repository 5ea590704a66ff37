import { accessPackage } from './access-package.ts';
import { informationPackage } from './information-package.ts';
import { bytes, type Contents } from './packing.ts';
import type { PersonPacking, Packing } from './packing.ts';
import { portablePackage } from './portable-package.ts';
import { ARCHIVE_LIMIT, ENTRY_LIMIT, ZipStream } from './zip.ts';
import type { SubjectId } from '../kernel/ids.ts';
import type { PackageType } from '../rights/rights.ts';

/** What goes into the package of each right about a person. */
const ABOUT_PERSON: Readonly<
  Record<Exclude<PackageType, 'information'>, (packing: PersonPacking) => Promise<Contents>>
> = { access: accessPackage, portability: portablePackage };

/** Collects what the package of a request is to hold; undefined when it would be about a person and there is none. */
export async function packageContents(
  type: PackageType,
  packing: Packing,
  person: SubjectId | undefined,
): Promise<Contents | undefined> {
  if (type === 'information') return informationPackage(packing);
  return person && ABOUT_PERSON[type]({ ...packing, subject: person, request: packing.about.id });
}

/** True for what does not fit into one archive; it is known before the first byte is written. */
export function isTooLarge({ counts, fileBytes }: Pick<Contents, 'counts' | 'fileBytes'>): boolean {
  return fileBytes > ARCHIVE_LIMIT || counts.files > ENTRY_LIMIT;
}

/** The package as a ZIP, in constant memory; `manifest.json`, its last entry, has the SHA-256 of every other one. */
export async function* packageBytes(
  { workspace }: Packing,
  { entries }: Contents,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipStream(workspace.now());
  yield* entries(zip);
  async function* manifest() {
    yield bytes(`${JSON.stringify({ algorithm: 'SHA-256', entries: [...zip.entries] }, null, 1)}\n`);
  }
  yield* zip.entry('manifest.json', manifest());
  yield* zip.end();
}
