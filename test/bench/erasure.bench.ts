import { Scene, person } from '../unit/erasure/fixture.ts';
import { meter, type Meter } from './consumption.ts';
import { tell } from './figures.ts';
import { fill } from './fill.ts';
import { median } from './timing.ts';

const LARGE = Number(process.env['BENCH_RECORDS'] ?? 10_000);
const SMALL = Math.min(1_000, LARGE);
const RECORDS = 50;
/** People erased in each holding whose time counts, after those that fill the caches of engine and processor. */
const PEOPLE = Number(process.env['BENCH_PEOPLE'] ?? 21);
const WARM = 3;

interface Holding {
  readonly scene: Scene;
  readonly read: () => Meter;
}

/** What one erasure took. */
interface Taken {
  readonly milliseconds: number;
  readonly units: number;
}

async function holding(records: number): Promise<Holding> {
  const scene = await Scene.open();
  await scene.business('DE');
  await fill(scene, records);
  return { scene, read: meter(scene.bench.engine.documents) };
}

/** A person with a contact and notes, planned; everything up to the approval is other people's work. */
async function plannedPerson({ scene }: Holding) {
  const contact = await scene.create('contact', { name: 'Noor Haddad', email: `noor@example.org` });
  for (let record = 1; record < RECORDS; record++)
    await scene.create('note', { about: contact, text: `Call ${record}` });
  return scene.planned(person(contact));
}

async function eraseOne(one: Holding): Promise<Taken> {
  const request = await plannedPerson(one);
  await one.scene.approve(request.id);
  // Nobody pays for what was left behind before.
  globalThis.gc?.();
  const before = one.read();
  const begun = performance.now();
  const done = await one.scene.execute(request.id);
  const milliseconds = performance.now() - begun;
  if (done.state !== 'done') throw new Error(`the erasure ended ${done.state}`);
  return { milliseconds, units: one.read().units - before.units };
}

const [small, large] = [await holding(SMALL), await holding(LARGE)];
const pairs: { readonly small: Taken; readonly large: Taken }[] = [];
// In pairs, each close together in time and beginning with the other holding: load of the machine hits both alike.
for (let turn = 0; turn < WARM + PEOPLE; turn++) {
  const early = turn % 2 === 0 ? await eraseOne(small) : undefined;
  const taken = await eraseOne(large);
  const pair = { small: early ?? (await eraseOne(small)), large: taken };
  if (turn >= WARM) pairs.push(pair);
}

const what = `erasing a person with ${RECORDS} records`;
const ratio = `${what}, ${LARGE} ÷ ${SMALL} people`;
const middle = (read: (pair: (typeof pairs)[number]) => number) => median(pairs.map(read));
tell({ figure: what, measured: middle((pair) => pair.small.milliseconds), unit: 'ms' });
tell({ figure: what, measured: middle((pair) => pair.small.units), unit: 'capacity units' });
tell({
  figure: `${ratio}: time`,
  measured: middle((pair) => pair.large.milliseconds / pair.small.milliseconds),
  unit: '×',
  budget: 1.1,
});
tell({
  figure: `${ratio}: capacity`,
  measured: middle((pair) => pair.large.units / pair.small.units),
  unit: '×',
  budget: 1.1,
});
for (const { scene } of [small, large]) await scene.close();
process.exit(0);
