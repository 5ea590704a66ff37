import type { Machine, Move } from '../explorer.ts';
import type { Scene, Step } from './rule.ts';
import { codeOf } from './code.ts';
import { RUNS } from './run.ts';
import { TURNS } from './turns.ts';
import { CONTROL, MAIL, REQUEST, TEXT, draft, type House, type Worker } from './state.ts';
import { USES, USE_STEPS } from './uses.ts';
import { KILL, WORLD } from './world.ts';
import { CALLS, WRITES } from './writes.ts';

const EVENTS = [...CALLS, ...USES, ...RUNS, ...WORLD];
const ROWS = [...WRITES, ...USE_STEPS, ...TURNS];
const STEPS = Map.groupBy(ROWS, ({ job, at }: Step) => `${job} ${at}`);

/** Every move that the model knows, deaths apart. */
export const MOVES: readonly string[] = [...EVENTS, ...ROWS].map(({ name }) => name);

/** Processes that differ only by their place are one. */
function distinct(house: House, wanted: (worker: Worker) => boolean): number[] {
  const seen = new Set<string>();
  return house.workers.flatMap((worker, place) => {
    const { job, at, on, step, epoch, saw, key, old } = worker;
    const kind = `${job} ${at} ${on} ${step} ${epoch} ${saw} ${key} ${old}`;
    if (!wanted(worker) || seen.has(kind)) return [];
    seen.add(kind);
    return [place];
  });
}

function at(house: House, place: number): Worker {
  const worker = house.workers[place];
  if (!worker) throw new TypeError('no such process');
  return worker;
}

function movesOf(house: House, scene: Scene): Move<House>[] {
  const moves: Move<House>[] = [];
  const idle = distinct(house, ({ job }) => job === 'idle');
  for (const event of EVENTS) {
    if (!event.when(house, scene)) continue;
    for (const place of event.job ? idle : [0]) {
      const next = draft(house);
      event.take(next, scene, at(next, place));
      moves.push({ name: event.name, by: event.by, next });
    }
  }
  for (const place of distinct(house, ({ job }) => job !== 'idle')) {
    const worker = at(house, place);
    for (const step of STEPS.get(`${worker.job} ${worker.at}`) ?? []) {
      if (step.when && !step.when(house, worker, scene)) continue;
      const next = draft(house);
      step.take(next, at(next, place), scene);
      moves.push({ name: step.name, by: step.by ?? 'product', next });
    }
    if (!KILL.when(house, scene)) continue;
    const next = draft(house);
    KILL.take(next, scene, at(next, place));
    moves.push({ name: `${worker.job} ${KILL.name}`, by: KILL.by, next });
  }
  return moves;
}

/** What holds once an erasure was said to be done: nothing of the person is left that anything could open (I2, I9). */
function afterwards(house: House): string | undefined {
  const { keys, contact, notes, doubtful, invoice, text, control, workers, statuteOver, kept } = house;
  if (keys.subject || keys.text || keys.former)
    return 'I2: a key of the erased is left, for rows or their backups';
  if (workers.some(({ key }) => key)) return 'I2: a process still holds the key of the erased';
  if (text === TEXT.names || control !== CONTROL.erased) return 'I2: something still names the erased';
  if (contact > 0 || notes > 0 || doubtful || invoice) return 'I9: rows of the erased are there again';
  if (statuteOver && !kept && keys.kept) return 'I2: what a statute kept can still be opened after its end';
  return undefined;
}

/** The invariants, in the order in which they are judged. */
function wrong(house: House): string | undefined {
  const { broken, request, commands, contact, sends, letters, keys, kept, invoice, statuteOver } = house;
  if (broken !== '') return broken;
  if (house.untold !== 0 && house.workers.every(({ job }) => job === 'idle'))
    return 'I4: changes and events differ';
  if (commands.some(({ effects }) => effects > 1) || contact > 2) return 'I7: a call took effect twice';
  if (letters > 1) return 'I7: a request was closed twice';
  if (sends > 1) return 'I6: a mail was sent twice';
  const readable = (invoice && keys.subject) || (kept && keys.kept);
  if (house.retained && !statuteOver && !readable) return 'I12: what a statute keeps cannot be read';
  return request === REQUEST.done ? afterwards(house) : undefined;
}

/** True where the erasure is done, its letter gone, and nobody waits for anything. */
function ended({ request, letter, keys, step, mail, kept, statuteOver, workers }: House): boolean {
  return (
    request === REQUEST.done &&
    step === 'none' &&
    letter === MAIL.sent &&
    !keys.request &&
    !(kept && statuteOver) &&
    mail !== MAIL.waiting &&
    mail !== MAIL.claimed &&
    workers.every(({ job }) => job === 'idle')
  );
}

/**
 * The product around one person, as a machine that can be explored. Every step is one transaction, one end of keys, one
 * expiry, one delivery or one answer, with the conditions that the code has. Two things are ahead of the code: mails
 * that need consent, which is asked in the transaction of their claim, and the restoring of a backup, after which what
 * was erased, restricted and withdrawn since is applied again.
 */
export function houseMachine(begin: House, scene: Scene = {}): Machine<House> {
  return { begin, moves: (house) => movesOf(house, scene), code: codeOf, wrong, ended };
}
