// Explores the model of the product around one person: every interleaving of writes, reads, restrictions, mails, an
// erasure, holds, its watchdog, backups, deaths and repeated deliveries, against the invariants; and, with --real, the product's own code,
// interleaved at every call of a model of the tables. `--help` says how.
import { parseArgs } from 'node:util';
import { SEED, seeded } from '../proofs/run.ts';
import { explore, wander, type Explored } from './explorer.ts';
import { houseMachine } from './house/machine.ts';
import { SCOPES, WIDE, houseOf, type Scope } from './house/scopes.ts';
import { playScene, beginning, type Played } from './real/explore-real.ts';
import { PLANTED } from './real/mutants.ts';
import { SCENES } from './real/scenes.ts';
import { HUNTS, huntAll, tellDesk, tellRequests, traceOf } from './report.ts';

const HELP = `Usage: node test/model/explore.ts [options]

  --scope <name>    one scope only, small or wide; without it all of them
  --workers <n>     processes at work in each scope, 1 to 3; without it as the scope says
  --depth <n>       moves from the beginning at most
  --states <n>      states per scope at most
  --bug <name>      plants one bug and shows how it is found
  --no-bugs         leaves out the planted bugs
  --real            the product's own code instead of the model; --scope names one scene, --schedules bounds each
  --schedules <n>   schedules of each scene at most
  --walk <n>        that many walks drawn by chance instead of going through every state
  --seed <n>        seed of the walks
  --list            names of scopes and bugs
  --help

Leaves with 1 when an invariant falls, or a planted bug is not found.`;

const { values } = parseArgs({
  options: {
    scope: { type: 'string' },
    workers: { type: 'string' },
    depth: { type: 'string' },
    states: { type: 'string' },
    bug: { type: 'string' },
    'no-bugs': { type: 'boolean' },
    real: { type: 'boolean' },
    schedules: { type: 'string' },
    walk: { type: 'string' },
    seed: { type: 'string' },
    list: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

const SCOPE_ROWS: Readonly<Record<string, Scope>> = { ...SCOPES, ...WIDE };
const number = (text: string | undefined, otherwise: number) =>
  text === undefined ? otherwise : Number(text);
const seed = number(values.seed, SEED);
const bounds = { depth: number(values.depth, Infinity), states: number(values.states, Infinity) };

const figures = ({ states, transitions, depth, seconds, complete }: Explored) =>
  `${states} states, ${transitions} transitions, depth ${depth}, ${seconds.toFixed(1)} s${complete ? ', complete' : ''}`;

let failed = false;
function show(name: string, explored: Explored): void {
  console.log(`${name}: ${figures(explored)}`);
  if (!explored.violation) return;
  failed = true;
  console.log(traceOf(explored.violation));
}

function chosen(): [string, Scope][] {
  const rows = Object.entries(SCOPE_ROWS).filter(
    ([name]) => values.scope === undefined || name === values.scope,
  );
  if (rows.length === 0) throw new TypeError('no such scope; --list names them');
  return rows.map(([name, scope]) => [name, { ...scope, workers: number(values.workers, scope.workers) }]);
}

function exploreScopes(): void {
  let states = 0;
  let transitions = 0;
  for (const [name, scope] of chosen()) {
    const machine = houseMachine(houseOf(scope));
    const explored = values.walk
      ? wander(machine, seeded(seed), { walks: Number(values.walk), steps: number(values.depth, 1_000) })
      : explore(machine, bounds);
    show(name, explored);
    states += explored.states;
    transitions += explored.transitions;
  }
  if (!values.scope && !values.walk)
    for (const { name, explored } of [...tellDesk(), ...tellRequests()]) {
      show(name, explored);
      states += explored.states;
      transitions += explored.transitions;
    }
  console.log(`together: ${states} states, ${transitions} transitions, seed ${seed}`);
}

function huntBugs(): void {
  const hunts = huntAll();
  for (const { bug, falls, explored, found } of hunts) {
    const way = explored.violation ? `after ${explored.violation.trace.length} moves` : 'NOT FOUND';
    console.log(`${found ? falls : 'MISSED'} · ${bug}: ${way}, ${explored.states} states`);
    failed ||= !found;
  }
  console.log(`${hunts.filter(({ found }) => found).length} of ${hunts.length} planted bugs found`);
}

function huntOne(name: string): void {
  const look = HUNTS.get(name);
  if (!look) throw new TypeError('no such bug; --list names them');
  const { explored, found } = look();
  console.log(figures(explored));
  console.log(traceOf(explored.violation));
  failed ||= !found;
}

const told = ({ schedules, seconds, complete }: Played) =>
  `${schedules} schedules, ${seconds.toFixed(1)} s${complete ? ', complete' : ''}`;

async function playReal(): Promise<void> {
  const from = await beginning();
  const most = number(values.schedules, Infinity);
  const scenes = SCENES.filter(({ name }) => values.scope === undefined || name === values.scope);
  if (scenes.length === 0) throw new TypeError('no such scene; --list names them');
  let schedules = 0;
  for (const scene of scenes) {
    const played = await playScene(from, scene, { most });
    schedules += played.schedules;
    console.log(`${scene.name}: ${told(played)}`);
    if (!played.violation) continue;
    failed = true;
    console.log(traceOf(played.violation));
  }
  console.log(`together: ${schedules} schedules of real code`);
  if (values['no-bugs'] || values.scope) return;
  let found = 0;
  for (const { name, falls, in: scene, mutant } of PLANTED) {
    const where = SCENES.find((one) => one.name === scene);
    if (!where) throw new TypeError('a planted bug names a scene that there is not');
    const played = await playScene(from, where, { mutant, most });
    const caught = played.violation?.what.startsWith(`${falls}: `) === true;
    found += caught ? 1 : 0;
    failed ||= !caught;
    console.log(`${caught ? falls : 'MISSED'} · ${name}: ${told(played)}`);
  }
  console.log(`${found} of ${PLANTED.length} planted bugs found around real code`);
}

function list(): void {
  const scenes = SCENES.map(({ name }) => name);
  const rows = [
    'scopes:',
    ...Object.keys(SCOPE_ROWS),
    '',
    'bugs:',
    ...HUNTS.keys(),
    '',
    'scenes:',
    ...scenes,
  ];
  console.log(rows.join('\n'));
}

if (values.help) console.log(HELP);
else if (values.list) list();
else if (values.real) await playReal();
else if (values.bug) huntOne(values.bug);
else {
  exploreScopes();
  if (!values['no-bugs'] && !values.walk) huntBugs();
}
process.exitCode = failed ? 1 : 0;
