import { CONTROL, LOOKED, MAIL, REQUEST, TEXT, type House, type RunStep, type Worker } from './state.ts';
import { advance, answer } from './run.ts';
import { broke, type Step } from './rule.ts';

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

/** Moves the request once for each turn, from where the life-cycle lets it. */
function move(house: House, worker: Worker, to: number): boolean {
  if (house.request !== REQUEST.executing || house.lastTurn === worker.on) return false;
  Object.assign(house, { request: to, lastTurn: worker.on });
  return true;
}

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
    move(house, worker, REQUEST.failed);
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
    if (move(house, worker, REQUEST.done) || bug === 'closing letter with every repetition') {
      house.letter = MAIL.waiting;
      house.letters += 1;
    }
    worker.at = 9;
  }),
  step('request is partly done', 'partly', 0, (house, worker) => {
    move(house, worker, REQUEST.partly);
    worker.at = 9;
  }),
  step('request has failed', 'failed', 0, (house, worker, { bug }) => {
    if (bug !== 'run that fails says nothing') move(house, worker, REQUEST.failed);
    worker.at = 9;
  }),
  { name: 'turn is answered', job: 'erase', at: 9, take: answer },
];
