import { CONTROL, MAIL, REQUEST, rest, type House, type Snapshot } from './state.ts';
import { broke, type Event } from './rule.ts';
import { answer } from './run.ts';

function snapshotOf(house: House): Snapshot {
  const { contact, notes, doubtful, text, invoice, kept, control, epoch, restricted, withdrawn } = house;
  return { contact, notes, doubtful, text, invoice, kept, control, epoch, restricted, withdrawn };
}

/** Backups, what comes back from them, the end of statutes, letters of closing. */
export const WORLD: readonly Event[] = [
  {
    name: 'backup is taken',
    by: 'world',
    when: ({ budget }) => budget.backups > 0,
    take: (house) => {
      house.budget.backups -= 1;
      house.snapshot = snapshotOf(house);
    },
  },
  {
    // What was erased, restricted and withdrawn since is applied again before anybody may look.
    name: 'backup is restored',
    by: 'world',
    when: ({ budget, snapshot, request, step, workers }) =>
      budget.restores > 0 &&
      snapshot !== undefined &&
      step === 'none' &&
      (request === REQUEST.approved || request === REQUEST.done) &&
      workers.every(({ job }) => job !== 'erase'),
    take: (house, { bug }) => {
      const { snapshot } = house;
      if (!snapshot) return;
      const { epoch, control } = house;
      house.budget.restores -= 1;
      Object.assign(house, {
        contact: snapshot.contact,
        notes: snapshot.notes,
        doubtful: snapshot.doubtful,
        invoice: snapshot.invoice,
        restricted: snapshot.restricted || house.restricted,
        withdrawn: snapshot.withdrawn || (house.withdrawn && bug !== 'restore forgets a withdrawal'),
        epoch: bug === 'restore brings back an old epoch' ? snapshot.epoch : epoch + 1,
      });
      if (control !== CONTROL.erased) return;
      house.invoice = false;
      if (bug !== 'restore brings the erased back')
        Object.assign(house, { contact: 0, notes: 0, doubtful: false });
    },
  },
  {
    name: 'statute of the kept item ends',
    by: 'product',
    when: ({ kept, statuteOver, request, workers, budget }) =>
      kept &&
      !statuteOver &&
      budget.backups === 0 &&
      request === REQUEST.done &&
      workers.every(({ job }) => job === 'idle'),
    take: (house) => {
      house.statuteOver = true;
    },
  },
  {
    name: 'kept item ends',
    by: 'product',
    when: ({ kept, statuteOver }, { bug }) =>
      kept && (statuteOver || bug === 'kept item ends before its statute'),
    take: (house, { bug }) => {
      house.kept = false;
      house.keys.kept = bug === 'end of a statute leaves the key';
    },
  },
  {
    name: 'letter of closing is sent',
    by: 'product',
    when: ({ letter }) => letter === MAIL.waiting,
    take: (house) => {
      house.letter = house.keys.request ? MAIL.sent : MAIL.lost;
      if (house.letter === MAIL.lost) broke(house, 'I7: the letter could not be read when it was to be sent');
    },
  },
  {
    name: 'words of the request end',
    by: 'product',
    when: ({ request, keys, letter }, { bug }) =>
      request === REQUEST.done &&
      keys.request &&
      (letter !== MAIL.waiting || bug === 'words of the request end before its letter'),
    take: (house) => {
      house.keys.request = false;
    },
  },
];

/** The processes that can be killed, each with what follows. */
export const KILL: Event = {
  name: 'is killed',
  by: 'world',
  when: ({ budget }) => budget.kills > 0,
  take: (house, scene, worker) => {
    house.budget.kills -= 1;
    if (scene.bug === 'killed turn counts as done' && worker.job === 'erase') answer(house, worker, scene);
    rest(worker, true);
  },
};
