import { Scene, person } from '../unit/erasure/fixture.ts';
import { meter, type Meter } from './consumption.ts';
import { tell } from './figures.ts';
import { fill } from './fill.ts';

const LARGE = Number(process.env['BENCH_RECORDS'] ?? 10_000);
const SMALL = Math.min(1_000, LARGE);
const RECORDS = 50;
const PEOPLE = Number(process.env['BENCH_PEOPLE'] ?? 9);

interface Holding {
  readonly scene: Scene;
  readonly read: () => Meter;
  milliseconds: number;
  units: number;
}

async function holding(records: number): Promise<Holding> {
  const scene = await Scene.open();
  await scene.business('DE');
  await fill(scene, records);
  return { scene, read: meter(scene.bench.engine.documents), milliseconds: Infinity, units: Infinity };
}

/** A person with a contact and notes, planned; everything up to the approval is other people's work. */
async function plannedPerson({ scene }: Holding) {
  const contact = await scene.create('contact', { name: 'Noor Haddad', email: `noor@example.org` });
  for (let record = 1; record < RECORDS; record++)
    await scene.create('note', { about: contact, text: `Call ${record}` });
  return scene.planned(person(contact));
}

async function eraseOne(one: Holding): Promise<void> {
  const request = await plannedPerson(one);
  await one.scene.approve(request.id);
  const before = one.read();
  const begun = performance.now();
  const done = await one.scene.execute(request.id);
  const took = performance.now() - begun;
  if (done.state !== 'done') throw new Error(`the erasure ended ${done.state}`);
  one.milliseconds = Math.min(one.milliseconds, took);
  one.units = Math.min(one.units, one.read().units - before.units);
}

const [small, large] = [await holding(SMALL), await holding(LARGE)];
for (let turn = 0; turn < PEOPLE; turn++) for (const one of [small, large]) await eraseOne(one);
const what = `erasing a person with ${RECORDS} records, ${LARGE} ÷ ${SMALL} people`;
tell({
  figure: `erasing a person with ${RECORDS} records`,
  measured: small.milliseconds,
  unit: 'ms',
});
tell({ figure: `erasing a person with ${RECORDS} records`, measured: small.units, unit: 'capacity units' });
tell({ figure: `${what}: time`, measured: large.milliseconds / small.milliseconds, unit: '×', budget: 1.1 });
tell({ figure: `${what}: capacity`, measured: large.units / small.units, unit: '×', budget: 1.1 });
for (const { scene } of [small, large]) await scene.close();
process.exit(0);
