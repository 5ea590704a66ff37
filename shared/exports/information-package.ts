import { generalInformation } from './information.ts';
import { pageHead, pageInformation } from './page.ts';
import { bytes, noCounts, type Contents, type Packing } from './packing.ts';
import type { ZipStream } from './zip.ts';

/** The information of Art. 13 and 14 as a page and for machines; it holds nothing of anybody. */
export async function informationPackage({ workspace }: Packing): Promise<Contents> {
  const said = await generalInformation(workspace);
  async function* text(content: string): AsyncGenerator<Uint8Array> {
    yield bytes(content);
  }
  async function* entries(zip: ZipStream): AsyncGenerator<Uint8Array> {
    const page = `${pageHead('How your data are used')}${pageInformation(said)}</body></html>\n`;
    yield* zip.entry('index.html', text(page));
    yield* zip.entry('information.json', text(`${JSON.stringify(said, null, 1)}\n`));
  }
  return { counts: noCounts(), fileBytes: 0, entries };
}
