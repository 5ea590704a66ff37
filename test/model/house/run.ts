import {
  CONTROL,
  LOOKED,
  MAIL,
  REQUEST,
  TEXT,
  rest,
  type House,
  type RunStep,
  type Worker,
} from './state.ts';
import { broke, type Event, type Scene, type Step } from './rule.ts';

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

function advance(house: House, step: RunStep): void {
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

/** What the independent sweep sees: rows of the person, and keys that should have ended. */
const somethingLeft = ({ contact, notes, doubtful, invoice, text, control, keys, toEnd, identity }: House) =>
  contact > 0 ||
  notes > 0 ||
  doubtful ||
  invoice ||
  identity ||
  text === TEXT.names ||
  control !== CONTROL.erased ||
  (keys.subject && toEnd.subject) ||
  (keys.text && toEnd.text) ||
  (keys.former && toEnd.former);

const step = (name: string, of: RunStep | readonly RunStep[], at: number, take: Step['take']): Step => ({
  name,
  job: 'erase',
  at,
  when: (_, worker) => (typeof of === 'string' ? [of] : of).includes(worker.step),
  take,
});

const SWEEPS = ['sweep', 'sweepAgain'] as const;
const DESTROYS = ['destroy', 'destroyAgain'] as const;

/** The turns of an erasure, transaction by transaction; the last step of each is its answer. */
export const TURNS: readonly Step[] = [
  step('freeze reads the person', 'freeze', 0, (house, worker, scene) => {
    if (house.control !== CONTROL.active) answer(house, worker, scene);
    else if (!house.keys.subject || (house.restricted && scene.bug === 'restriction blocks the erasure'))
      advance(house, 'failed');
    else Object.assign(worker, { at: 1, epoch: house.epoch });
  }),
  step('freeze flips the person', 'freeze', 1, (house, worker) => {
    const same = house.control === CONTROL.active && house.epoch === worker.epoch;
    if (same) {
      Object.assign(house, { control: CONTROL.erasing, epoch: house.epoch + 1 });
      house.toEnd.subject = true;
    }
    Object.assign(worker, { at: same ? 9 : 0, epoch: 0 });
  }),
  step('late plan is made', 'late', 0, (house, worker, scene) => answer(house, worker, scene)),
  step('person is given back', 'giveBack', 0, (house, worker) => {
    if (house.control === CONTROL.erasing) {
      Object.assign(house, { control: CONTROL.active, epoch: house.epoch + 1 });
      house.toEnd.subject = false;
    }
    worker.at = 1;
  }),
  step('request says why', 'giveBack', 1, (house, worker) => {
    if (house.request === REQUEST.executing) house.request = REQUEST.failed;
    worker.at = 9;
  }),
  step('marks become tombstones', 'keep', 0, (house, worker, { bug }) => {
    if (bug !== 'tombstones only at the end') house.tombstone = true;
    worker.at = house.invoice ? 1 : 9;
  }),
  step('kept item is written', 'keep', 1, (house, worker, { bug }) => {
    house.kept = true;
    house.keys.kept = bug !== 'kept item under the key of the person';
    worker.at = 2;
  }),
  step('kept item is read back', 'keep', 2, (house, worker, { bug }) => {
    house.checked = house.keys.kept || bug === 'kept item under the key of the person';
    worker.at = 9;
  }),
  step('sweep reads the text', SWEEPS, 0, (house, worker) => {
    const there = house.text === TEXT.names;
    Object.assign(worker, {
      at: there ? 1 : 2,
      saw: there ? 2 * house.textVersion + Number(house.edited) : 0,
    });
  }),
  step('sweep redacts the text', SWEEPS, 1, (house, worker, { bug }) => {
    const same = 2 * house.textVersion + Number(house.edited) === worker.saw;
    if (!same && bug !== 'redaction ignores the version') {
      Object.assign(worker, { at: 0, saw: 0 });
      return;
    }
    const edited = worker.saw % 2 === 1;
    if (house.edited && !edited) broke(house, 'I7: what somebody else had changed was lost');
    Object.assign(house, { text: TEXT.redacted, textVersion: 3, edited });
    house.toEnd.text ||= bug !== 'key of a redacted text stays';
    Object.assign(worker, { at: 2, saw: 0 });
  }),
  step('sweep takes notes', SWEEPS, 2, (house, worker, { bug }) => {
    if (bug !== 'sweep misses what nobody planned') house.notes = 0;
    if (house.decided) house.doubtful = false;
    worker.at = 3;
  }),
  step('sweep takes what was kept elsewhere', SWEEPS, 3, (house, worker, { bug }) => {
    if (house.checked || bug === 'originals go before the kept item was read back') house.invoice = false;
    worker.at = 4;
  }),
  step('sweep takes who the person is', SWEEPS, 4, (house, worker, { bug }) => {
    Object.assign(house, { contact: 0, identity: false });
    house.toEnd.former ||= house.keys.former && bug !== 'former key of a text stays';
    worker.at = 9;
  }),
  step('keys end', DESTROYS, 0, ({ keys, toEnd }, worker, { bug }) => {
    if (toEnd.subject && bug !== 'key of the person stays') keys.subject = false;
    if (toEnd.text) keys.text = false;
    if (toEnd.former) keys.former = false;
    worker.key = false;
    worker.at = 9;
  }),
  step('person is erased', 'tombstone', 0, (house, worker) => {
    if (house.control === CONTROL.erasing)
      Object.assign(house, { control: CONTROL.erased, epoch: house.epoch + 1, tombstone: true });
    worker.at = 9;
  }),
  step('independent sweep looks', 'verify', 0, (house, worker) => {
    house.looked = somethingLeft(house) ? LOOKED.left : LOOKED.clean;
    worker.at = 9;
  }),
  step('receipt is written', 'receipt', 0, (house, worker) => {
    house.receipt = true;
    worker.at = 9;
  }),
  step('request is done, and its letter written', 'finish', 0, (house, worker, { bug }) => {
    const again = bug === 'closing letter with every repetition';
    if (house.request === REQUEST.executing || again) {
      Object.assign(house, { request: REQUEST.done, letter: MAIL.waiting });
      house.letters += 1;
    }
    worker.at = 9;
  }),
  step('request is partly done', 'partly', 0, (house, worker) => {
    if (house.request === REQUEST.executing) house.request = REQUEST.partly;
    worker.at = 9;
  }),
  step('request has failed', 'failed', 0, (house, worker, { bug }) => {
    if (house.request === REQUEST.executing && bug !== 'run that fails says nothing')
      house.request = REQUEST.failed;
    worker.at = 9;
  }),
  { name: 'turn is answered', job: 'erase', at: 9, take: answer },
];
