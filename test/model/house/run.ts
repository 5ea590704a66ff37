import { CONTROL, LOOKED, REQUEST, rest, type House, type RunStep, type Worker } from './state.ts';
import type { Event, Scene } from './rule.ts';

/** What follows each step when nothing stands against it. */
const THEN: Readonly<Partial<Record<RunStep, RunStep>>> = {
  freeze: 'late',
  late: 'keep',
  giveBack: 'none',
  keep: 'sweep',
  sweep: 'destroy',
  destroy: 'quiet',
  quiet: 'sweepAgain',
  sweepAgain: 'destroyAgain',
  destroyAgain: 'tombstone',
  tombstone: 'verify',
  verify: 'receipt',
  receipt: 'finish',
  finish: 'none',
  partly: 'none',
  failed: 'none',
};

/** Steps that a function does, and that are repeated when it dies. */
const WORKED = new Set<RunStep>(Object.keys(THEN).filter((step) => step !== 'quiet') as RunStep[]);

function follows(house: House, step: RunStep, { bug }: Scene): RunStep {
  const doubt = house.doubtful && !house.decided;
  const tooLate = bug === 'given back with the keys destroyed';
  if (step === 'late' && doubt && !tooLate) return 'giveBack';
  if (step === 'destroy' && doubt && tooLate) return 'giveBack';
  if (step === 'verify') return house.looked === LOOKED.clean ? 'receipt' : 'partly';
  if (bug === 'originals go before the kept item was read back')
    return (
      ({ late: 'sweep', sweep: 'keep', keep: 'destroy' }[step as string] as RunStep) ?? THEN[step] ?? 'none'
    );
  return THEN[step] ?? 'none';
}

/** The workflow comes to a step; the quiet begins with those who are under way. */
export function advance(house: House, step: RunStep): void {
  house.turn = step === 'none' ? house.turn : house.turn + 1;
  house.step = step;
  if (step !== 'quiet') return;
  for (const worker of house.workers) worker.old = worker.job !== 'idle';
}

/** A turn's answer moves the workflow when it is the turn that the workflow waits for. */
export function answer(house: House, worker: Worker, scene: Scene): void {
  if (worker.on === house.turn && worker.step === house.step)
    advance(house, follows(house, worker.step, scene));
  rest(worker);
}

const turnUnderWay = ({ workers, turn }: House) =>
  workers.some(({ job, on }) => job === 'erase' && on === turn);
const quiet = ({ workers }: House) => workers.every(({ old }) => !old);
const cold = ({ workers }: House) => workers.every(({ key }) => !key);

/** The clock, the workflow service, the officer. */
export const RUNS: readonly Event[] = [
  {
    name: 'stop window is over',
    by: 'product',
    when: ({ request }) => request === REQUEST.approved,
    take: (house) => Object.assign(house, { request: REQUEST.executing, attempt: house.attempt + 1 }),
  },
  {
    name: 'run is started',
    by: 'product',
    when: ({ request, step, startedFor, attempt }, { bug }) => {
      const named = bug === 'runs of one request share a name' ? startedFor > 0 : startedFor >= attempt;
      return request === REQUEST.executing && step === 'none' && !named;
    },
    take: (house) => {
      house.startedFor = house.attempt;
      advance(house, 'freeze');
    },
  },
  {
    name: 'process dies before it starts the run',
    by: 'world',
    when: ({ request, step, startedFor, attempt, budget }) =>
      request === REQUEST.executing && step === 'none' && startedFor < attempt && budget.kills > 0,
    take: (house, { bug }) => {
      house.budget.kills -= 1;
      if (bug === 'start that was lost is not repeated') house.startedFor = house.attempt;
    },
  },
  {
    name: 'turn is called',
    by: 'product',
    job: 'erase',
    when: (house) => WORKED.has(house.step) && !turnUnderWay(house),
    take: ({ turn, step }, _, worker) => Object.assign(worker, { job: 'erase', on: turn, step }),
  },
  {
    name: 'turn is called a second time',
    by: 'world',
    job: 'erase',
    when: (house) => WORKED.has(house.step) && turnUnderWay(house) && house.budget.doubles > 0,
    take: (house, _, worker) => {
      house.budget.doubles -= 1;
      Object.assign(worker, { job: 'erase', on: house.turn, step: house.step });
    },
  },
  {
    name: 'turn fails for good',
    by: 'world',
    when: ({ step, budget }) => WORKED.has(step) && step !== 'failed' && budget.faults > 0,
    take: (house) => {
      house.budget.faults -= 1;
      advance(house, 'failed');
    },
  },
  {
    name: 'longest turn is over',
    by: 'product',
    when: (house) => house.step === 'quiet' && !quiet(house),
    take: (house) => {
      for (const worker of house.workers) if (worker.old) rest(worker);
    },
  },
  {
    name: 'keys held by processes expire',
    by: 'product',
    when: (house) => !cold(house),
    take: (house) => {
      for (const worker of house.workers) worker.key = false;
    },
  },
  {
    name: 'quiet is over',
    by: 'product',
    when: (house, { bug }) => {
      if (house.step !== 'quiet') return false;
      const waited = quiet(house) || bug === 'no quiet before the second sweep';
      return (
        waited &&
        (cold(house) || bug === 'quiet shorter than the caches' || bug === 'no quiet before the second sweep')
      );
    },
    take: (house) => advance(house, 'sweepAgain'),
  },
  {
    name: 'officer tries again',
    by: 'person',
    when: ({ request, doubtful, decided, attempt }) =>
      attempt < 3 && (request === REQUEST.partly || (request === REQUEST.failed && !(doubtful && !decided))),
    take: (house) => Object.assign(house, { request: REQUEST.executing, attempt: house.attempt + 1 }),
  },
  {
    name: 'officer decides what was in doubt and approves again',
    by: 'person',
    when: ({ request, doubtful, decided, control }) =>
      request === REQUEST.failed && doubtful && !decided && control === CONTROL.active,
    take: (house) => Object.assign(house, { request: REQUEST.approved, decided: true }),
  },
];
