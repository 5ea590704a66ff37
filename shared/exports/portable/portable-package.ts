import { instant } from '../../kernel/time.ts';
import { declarationOf } from '../../catalogue/record-types.ts';
import { tenantSettings } from '../../tenants/settings.ts';
import { CALENDAR_END, CALENDAR_HEAD, eventsOf } from './calendar.ts';
import { cardOf } from './cards.ts';
import {
  bytes,
  fileEntries,
  jsonArray,
  recordJson,
  records,
  survey,
  text,
  typeCsvs,
  type Contents,
  type Entry,
  type PersonPacking,
  type Survey,
} from '../packing.ts';
import { portable } from './portable.ts';
import { portableSchema, PORTABLE_VERSION } from './portable-schema.ts';

async function* dataJson(packing: PersonPacking): AsyncGenerator<Uint8Array> {
  const { name, country } = await tenantSettings(packing.workspace);
  const head = {
    format: 'portable-data',
    version: PORTABLE_VERSION,
    controller: { ...(name ? { name } : {}), country },
    madeAt: instant(packing.madeAt),
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

interface PortablePlan extends Survey {
  readonly cards: number;
  readonly events: number;
}

async function lookThrough(packing: PersonPacking): Promise<PortablePlan> {
  const met = { cards: 0, events: 0 };
  const found = await survey(packing, (one) => {
    if (cardOf(one)) met.cards += 1;
    met.events += eventsOf(one).length;
  });
  return { ...found, ...met };
}

/**
 * A portability package (Art. 20): what the person provided or did, for other programs to read. It says nothing of
 * what is not portable, since it may go straight to another controller. `planned` is the plan of an earlier turn.
 */
export async function portablePackage(given: PersonPacking, planned?: unknown): Promise<Contents> {
  const packing = { ...given, narrowed: portable };
  const plan = (planned as PortablePlan | undefined) ?? (await lookThrough(packing));
  const declarations = plan.types.flatMap((type) => declarationOf(type) ?? []);
  async function* entries(done: ReadonlySet<string>): AsyncGenerator<Entry> {
    yield { name: 'data.json', content: () => dataJson(packing) };
    const schema = `${JSON.stringify(portableSchema(declarations), null, 1)}\n`;
    yield { name: 'data.schema.json', content: () => text(schema) };
    yield* typeCsvs(packing, plan.types);
    if (plan.cards > 0) yield { name: 'contacts.vcf', content: () => cards(packing) };
    // A calendar has at least one component (RFC 5545 §3.6).
    if (plan.events > 0) yield { name: 'calendar.ics', content: () => calendar(packing) };
    yield* fileEntries(packing, done);
  }
  return { plan, entries };
}
