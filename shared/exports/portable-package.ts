import { instant } from '../kernel/time.ts';
import { tenantSettings } from '../tenants/settings.ts';
import { CALENDAR_END, CALENDAR_HEAD, eventsOf } from './calendar.ts';
import { cardOf } from './cards.ts';
import {
  bytes,
  fileEntries,
  jsonArray,
  recordJson,
  records,
  survey,
  typeCsv,
  type Contents,
  type PersonPacking,
} from './packing.ts';
import { portable } from './portable.ts';
import { portableSchema, PORTABLE_VERSION } from './portable-schema.ts';
import type { ZipStream } from './zip.ts';

async function* dataJson(packing: PersonPacking): AsyncGenerator<Uint8Array> {
  const { name, country } = await tenantSettings(packing.workspace);
  const head = {
    format: 'portable-data',
    version: PORTABLE_VERSION,
    controller: { ...(name ? { name } : {}), country },
    madeAt: instant(packing.workspace.now()),
  };
  yield bytes(`${JSON.stringify(head, null, 1).slice(0, -2)},\n "records": `);
  async function* entries() {
    for await (const one of records(packing)) yield recordJson(one);
  }
  yield* jsonArray(entries());
  yield bytes('\n}\n');
}

async function* cards(packing: PersonPacking): AsyncGenerator<Uint8Array> {
  for await (const one of records(packing)) {
    const card = cardOf(one);
    if (card) yield bytes(card);
  }
}

async function* calendar(packing: PersonPacking): AsyncGenerator<Uint8Array> {
  yield bytes(CALENDAR_HEAD);
  for await (const one of records(packing)) for (const event of eventsOf(one)) yield bytes(event);
  yield bytes(CALENDAR_END);
}

/**
 * A portability package (Art. 20): what the person provided or did, for other programs to read. It says nothing of
 * what is not portable, since it may go straight to another controller.
 */
export async function portablePackage(given: PersonPacking): Promise<Contents> {
  const packing = { ...given, narrowed: portable };
  const met = { cards: 0, events: 0 };
  const { counts, types, fileBytes } = await survey(packing, (one) => {
    if (cardOf(one)) met.cards += 1;
    met.events += eventsOf(one).length;
  });
  async function* entries(zip: ZipStream): AsyncGenerator<Uint8Array> {
    yield* zip.entry('data.json', dataJson(packing));
    const schema = `${JSON.stringify(portableSchema(types.values()), null, 1)}\n`;
    yield* zip.entry('data.schema.json', once(bytes(schema)));
    for (const [type, declaration] of types)
      yield* zip.entry(`csv/${type}.csv`, typeCsv(packing, declaration));
    if (met.cards > 0) yield* zip.entry('contacts.vcf', cards(packing));
    // A calendar has at least one component (RFC 5545 §3.6).
    if (met.events > 0) yield* zip.entry('calendar.ics', calendar(packing));
    yield* fileEntries(packing, zip);
  }
  return { counts, fileBytes, entries };
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
