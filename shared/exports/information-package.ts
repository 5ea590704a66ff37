import { generalInformation, type GeneralInformation } from './information.ts';
import { pageHead, pageInformation } from './page.ts';
import { noCounts, text, type Contents, type Entry, type Packing, type Plan } from './packing.ts';

interface InformationPlan extends Plan {
  readonly said: GeneralInformation;
}

/** The information of Art. 13 and 14 as a page and for machines; it holds nothing of anybody. `planned` as elsewhere. */
export async function informationPackage({ workspace }: Packing, planned?: unknown): Promise<Contents> {
  const plan = (planned as InformationPlan | undefined) ?? {
    counts: noCounts(),
    fileBytes: 0,
    said: await generalInformation(workspace),
  };
  async function* entries(): AsyncGenerator<Entry> {
    const { said } = plan;
    const page = `${pageHead('How your data are used')}${pageInformation(said)}</body></html>\n`;
    yield { name: 'index.html', content: () => text(page) };
    yield { name: 'information.json', content: () => text(`${JSON.stringify(said, null, 1)}\n`) };
  }
  return { plan, entries };
}
