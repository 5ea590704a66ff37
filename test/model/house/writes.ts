import { CALL, CONTROL, type Command, type House, type Worker } from './state.ts';
import { newClaim, rest } from './state.ts';
import { broke, type Event, type Scene, type Step } from './rule.ts';

const commandOf = (house: House, worker: Worker): Command => {
  const command = house.commands[worker.on];
  if (!command) throw new TypeError('a call that nobody made');
  return command;
};

/** The condition on the control item that every write about a person carries. */
function admitted(house: House, worker: Worker, { bug }: Scene): boolean {
  if (bug === 'write without a check of the person') return true;
  if (house.control !== CONTROL.active) return false;
  return house.epoch === worker.epoch || bug === 'write checks the state and not the epoch';
}

/** What a write about a person must never be, when it is committed. */
function judge(house: House): void {
  if (house.control !== CONTROL.active) broke(house, 'I3: a write was accepted after the flip');
  if (house.restricted) broke(house, 'Art. 18: data under restriction were changed');
}

/** The key is at hand: held by the process, or still in the table, from where it is held from now on. */
export function hasKey(house: House, worker: Worker): boolean {
  worker.key ||= house.keys.subject;
  return worker.key;
}

/** The control item says that nothing may be written; also where the key is gone. */
const closed = (house: House) => house.control !== CONTROL.active || house.restricted;

/** A process that answers a call is at work on it. */
const underWay = (house: House, on: number) =>
  house.workers.some((one) => one.job === 'create' && one.on === on);

const separately = (bug: Scene['bug']) =>
  bug === 'event after its change, in a transaction of its own' ||
  bug === 'event before its change, in a transaction of its own';

/** Calls reach the product; a call without an answer is made again, with the same key. */
export const CALLS: readonly Event[] = [
  ...[0, 1].map((on): Event => ({
    name: `create ${on + 1} is called`,
    by: 'world',
    job: 'create',
    when: ({ commands, workers, budget }) =>
      commands[on]?.call === CALL.open &&
      (workers.every((one) => one.job !== 'create' || one.on !== on) || budget.repeats > 0),
    take: (house, _, worker) => {
      if (underWay(house, on)) house.budget.repeats -= 1;
      Object.assign(worker, { job: 'create', on });
    },
  })),
  {
    name: 'lease of a call is over',
    by: 'product',
    when: ({ commands }) => commands.some((one) => one.claim > 0 && !one.answered && !one.leaseOver),
    take: (house) => {
      for (const one of house.commands) one.leaseOver ||= one.claim > 0 && !one.answered;
    },
  },
  {
    name: 'change is called',
    by: 'world',
    job: 'change',
    when: ({ change, budget, workers }) =>
      budget.changes > 0 &&
      change === CALL.open &&
      workers.every((one) => one.job !== 'change' || one.on > 0),
    take: (_, __, worker) => Object.assign(worker, { job: 'change', on: 0 }),
  },
  {
    name: 'somebody else edits the text',
    by: 'world',
    job: 'change',
    when: ({ edit, budget, workers }) =>
      budget.edits > 0 && edit === CALL.open && workers.every((one) => one.job !== 'change' || one.on === 0),
    take: (_, __, worker) => Object.assign(worker, { job: 'change', on: 1 }),
  },
  {
    name: 'import of an old file begins',
    by: 'world',
    job: 'import',
    when: ({ budget }) => budget.imports > 0,
    take: (house, _, worker) => {
      house.budget.imports -= 1;
      worker.job = 'import';
    },
  },
];

/** What answering a call is made of. */
export const WRITES: readonly Step[] = [
  {
    name: 'create claims its call',
    job: 'create',
    at: 0,
    take: (house, worker) => {
      const command = commandOf(house, worker);
      if (command.answered) {
        command.call = CALL.acknowledged;
        rest(worker);
      } else if (command.claim > 0 && !command.leaseOver) rest(worker);
      else {
        const claim = newClaim(house);
        Object.assign(command, { claim, leaseOver: false });
        Object.assign(worker, { at: 1, saw: claim });
      }
    },
  },
  {
    name: 'create reads the person',
    job: 'create',
    at: 1,
    take: (house, worker, { bug }) => {
      const command = commandOf(house, worker);
      if (closed(house) || !hasKey(house, worker)) {
        if (command.claim === worker.saw) Object.assign(command, { claim: 0, call: CALL.refused });
        rest(worker);
      } else {
        const first = bug === 'event before its change, in a transaction of its own';
        Object.assign(worker, { at: first ? 3 : 2, epoch: house.epoch });
      }
    },
  },
  {
    name: 'create commits',
    job: 'create',
    at: 2,
    take: (house, worker, scene) => {
      const { bug } = scene;
      const command = commandOf(house, worker);
      const unclaimed =
        bug === 'claim that was taken over still counts' || bug === 'answer is stored after the change';
      if (!unclaimed && (command.claim !== worker.saw || command.answered)) rest(worker);
      else if (!admitted(house, worker, scene)) worker.at = 1;
      else {
        judge(house);
        house.notes |= 1 << worker.on;
        house.untold += separately(bug) ? 1 : 0;
        command.effects += 1;
        command.answered ||= bug !== 'answer is stored after the change';
        worker.at = bug === 'event after its change, in a transaction of its own' ? 3 : 4;
      }
    },
  },
  {
    name: 'create writes its event',
    job: 'create',
    at: 3,
    take: (house, worker, { bug }) => {
      house.untold -= 1;
      worker.at = bug === 'event before its change, in a transaction of its own' ? 2 : 4;
    },
  },
  {
    name: 'create answers',
    job: 'create',
    at: 4,
    take: (house, worker) => {
      const command = commandOf(house, worker);
      Object.assign(command, { answered: true, call: CALL.acknowledged });
      rest(worker);
    },
  },
  {
    name: 'change reads the record',
    job: 'change',
    at: 0,
    take: (house, worker, { bug }) => {
      const mine = worker.on === 0;
      const other = bug === 'change ignores the version' ? house.contact === 0 : house.contact !== 1;
      const gone = mine ? other || closed(house) || !hasKey(house, worker) : house.textVersion !== 1;
      if (gone) {
        if (mine) house.change = CALL.refused;
        else house.edit = CALL.refused;
        rest(worker);
      } else Object.assign(worker, { at: 1, epoch: mine ? house.epoch : 0 });
    },
  },
  {
    name: 'change commits',
    job: 'change',
    at: 1,
    take: (house, worker, scene) => {
      if (worker.on > 0) {
        if (house.textVersion === 1) Object.assign(house, { textVersion: 2, edited: true });
        worker.at = house.edited ? 2 : 0;
        return;
      }
      const same = house.contact === 1 || (house.contact > 0 && scene.bug === 'change ignores the version');
      if (!same || !admitted(house, worker, scene)) worker.at = 0;
      else {
        judge(house);
        house.contact += 1;
        worker.at = 2;
      }
    },
  },
  {
    name: 'change answers',
    job: 'change',
    at: 2,
    take: (house, worker) => {
      if (worker.on > 0) house.edit = CALL.acknowledged;
      else house.change = CALL.acknowledged;
      rest(worker);
    },
  },
  {
    name: 'import looks for the external id',
    job: 'import',
    at: 0,
    take: (house, worker) => {
      if (house.identity) rest(worker);
      else worker.at = 1;
    },
  },
  {
    name: 'import looks for a tombstone',
    job: 'import',
    at: 1,
    take: (house, worker) => {
      if (house.tombstone) rest(worker);
      else worker.at = 2;
    },
  },
  {
    name: 'import makes the person anew',
    job: 'import',
    at: 2,
    take: (house, worker) => {
      broke(house, 'I2: an old file brought the person back');
      rest(worker);
    },
  },
];
