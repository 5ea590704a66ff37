import { generalInformation, type GeneralInformation } from './information.ts';
import { Page } from './page.ts';
import { noCounts, text, type Contents, type Entry, type Packing, type Plan } from '../packing.ts';
import { mannerOf } from '../wordings/manner.ts';

interface InformationPlan extends Plan {
  readonly said: GeneralInformation;
}

/** The information of Art. 13 and 14 as a page and for machines; it holds nothing of anybody. `planned` as elsewhere. */
export async function informationPackage(
  { workspace, about }: Packing,
  planned?: unknown,
): Promise<Contents> {
  const plan = (planned as InformationPlan | undefined) ?? {
    counts: noCounts(),
    fileBytes: 0,
    said: await generalInformation(workspace, mannerOf(about)),
  };
  async function* entries(): AsyncGenerator<Entry> {
    const { said } = plan;
    const page = new Page(mannerOf(about));
    const written = [page.head('information'), page.information(said), page.end()].join('');
    yield { name: 'index.html', content: () => text(written) };
    yield { name: 'information.json', content: () => text(`${JSON.stringify(said, null, 1)}\n`) };
  }
  return { plan, entries };
}
