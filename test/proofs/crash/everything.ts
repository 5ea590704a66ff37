// Dies at every point of every workflow: npm run test:heavy -- crash [flow …] [--seed 7] [--share 2/4] [--jobs 2] [--controls 20]
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freshFolder, placesIn } from '../../journeys/fixture.ts';
import { inLanes, report, SEED, seeded } from '../run.ts';
import type { Flow } from './flow.ts';
import { FLOWS, MINUTE } from './flows.ts';
import { dealt, type Point, type Share } from './points.ts';
import { dieAt, subjectOf, visitAll, type Progress, type Subject } from './visit.ts';

/** Hands to which the points of a flow are dealt, so that none is much longer than the others; one unless told. */
const HANDS: Readonly<Record<string, number>> = { erasure: 4, package: 2 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: String(SEED) },
    share: { type: 'string', default: '1/1' },
    jobs: { type: 'string', default: '2' },
    controls: { type: 'string', default: '20' },
  },
});
const seed = Number(values.seed);
const jobs = Number(values.jobs);
const [number = 1, of = 1] = values.share.split('/').map(Number);
const flows = FLOWS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
if (flows.length === 0) throw new RangeError(`flows: ${FLOWS.map(({ name }) => name).join(', ')}`);

const say = report('crash: every point');
const assembly = await freshFolder();
process.once('exit', () => rmSync(assembly, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

async function subject(flow: Flow): Promise<Subject> {
  const folder = join(assembly, flow.name);
  cpSync(placesIn(assembly).assembly, placesIn(folder).assembly, { recursive: true });
  return subjectOf(flow, folder);
}

const NOTHING: Progress = {
  worlds: 0,
  deaths: 0,
  points: 0,
  missed: [],
  repeated: 0,
  missedAgain: [],
  wrong: [],
};

/** One visit: a subject and its share, and how far it is. */
interface Hand {
  readonly of: Subject;
  readonly share: Share;
  readonly elsewhere: ReadonlySet<Point>;
  progress: Progress;
}

/** Points of a hand that are known before it begins. */
const ahead = (points: readonly Point[], share: Share, elsewhere: ReadonlySet<Point>) =>
  points.filter((point) => dealt(point, share) && !elsewhere.has(point));

function handsOf(each: Subject, elsewhere: ReadonlySet<Point>): Hand[] {
  const count = HANDS[each.flow.name] ?? 1;
  return Array.from({ length: count }, (_, hand) => {
    const share = { seed, index: (number - 1) * count + hand, of: of * count };
    const missed = ahead(each.points, share, elsewhere);
    return { of: each, share, elsewhere, progress: { ...NOTHING, points: missed.length, missed } };
  });
}

const minute = await subject(MINUTE);
const hands = handsOf(minute, new Set());
// The longest first, so that no lane is left with it at the end.
for (const flow of flows.toReversed()) hands.push(...handsOf(await subject(flow), new Set(minute.points)));

const sum = (pick: (progress: Progress) => number, rows = hands) =>
  rows.reduce((total, { progress }) => total + pick(progress), 0);
const points = (rows?: Hand[]) => sum((each) => each.points, rows);
const visited = (rows?: Hand[]) => points(rows) - sum((each) => each.missed.length, rows);
const repeated = (rows?: Hand[]) => sum((each) => each.repeated, rows);
const again = (rows?: Hand[]) => repeated(rows) - sum((each) => each.missedAgain.length, rows);
const begun = performance.now();

function tell({ of: { flow }, progress }: Hand): void {
  for (const fault of progress.wrong.filter((text) => text.startsWith(`world ${progress.worlds}:`)))
    console.log(`${flow.name}, ${fault}`);
  const minutes = (performance.now() - begun) / 60_000;
  const left = Math.ceil((minutes / visited()) * (points() - visited()));
  const wrong = sum((each) => each.wrong.length);
  console.log(
    `${minutes.toFixed(1)} min, ${flow.name} ${progress.worlds}: ${visited()} of ${points()} points, ${again()} of ${repeated()} in repetitions, ${wrong} wrong, ${left} min left`,
  );
}

console.log(`${points()} points when nothing happens`);
await inLanes(hands, jobs, async (hand) => {
  await visitAll(hand.of, {
    ...hand,
    tell: (progress) => {
      hand.progress = progress;
      tell(hand);
    },
  });
});

// The control: deaths that share their world with no other.
const alone: string[] = [];
let reached = 0;
const random = seeded(seed);
const drawn = Array.from({ length: Number(values.controls) }, () => {
  const hand = hands[Math.floor(random() * hands.length)] ?? hands[0];
  const own = hand === undefined ? [] : ahead(hand.of.points, hand.share, hand.elsewhere);
  return { hand, point: own[Math.floor(random() * own.length)] };
});
await inLanes(drawn, jobs, async ({ hand, point }) => {
  if (hand === undefined || point === undefined) return;
  const outcome = await dieAt(hand.of, point);
  if (outcome.reached) reached += 1;
  alone.push(...outcome.wrong);
});

const byFlow = Object.fromEntries(
  [MINUTE, ...flows].map(({ name }) => {
    const rows = hands.filter((hand) => hand.of.flow.name === name);
    return [
      name,
      {
        points: points(rows),
        visited: visited(rows),
        repeated: repeated(rows),
        again: again(rows),
        worlds: sum(({ worlds }) => worlds, rows),
      },
    ];
  }),
);
const wrong = [...hands.flatMap(({ progress }) => progress.wrong), ...alone];
const controls = { drawn: drawn.length, reached, wrong: alone.length };
say({
  seed,
  share: values.share,
  points: points(),
  visited: visited(),
  repeated: repeated(),
  again: again(),
  deaths: sum((each) => each.deaths),
  flows: byFlow,
  controls,
  // Passed once, after other deaths, and by no world since.
  'not met again': hands.flatMap(({ progress }) => [...progress.missed, ...progress.missedAgain]),
  wrong,
});
// What the work passes when nothing happens is the least that every run has to die at.
const owed = hands.some(({ of, progress }) => progress.missed.some((point) => of.points.includes(point)));
process.exit(wrong.length > 0 || owed ? 1 : 0);
