import { JOBS, STEPS, type House, type Worker } from './state.ts';

const bit = (value: boolean) => (value ? 1 : 0);

const SPACE = Buffer.alloc(256);

function workerCode({ job, at, on, step, epoch, saw, key, old }: Worker): string {
  const numbers = [JOBS.indexOf(job), at, on, STEPS.indexOf(step), epoch, saw, bit(key) + 2 * bit(old)];
  return String.fromCharCode(...numbers);
}

/** The same text for the same state, whichever process does what; every number is below 256. */
export function codeOf(house: House): string {
  let size = 0;
  const put = (value: number) => {
    SPACE[size++] = value;
  };
  const bits = (...values: readonly boolean[]) => put(values.reduce((sum, value) => 2 * sum + bit(value), 0));
  const { keys, toEnd, snapshot } = house;
  put(house.control);
  put(house.epoch);
  bits(
    house.restricted,
    house.announced,
    house.withdrawn,
    house.doubtful,
    house.decided,
    house.invoice,
    house.kept,
  );
  bits(
    keys.subject,
    keys.former,
    keys.text,
    keys.kept,
    keys.request,
    house.checked,
    house.statuteOver,
    house.saidNo,
  );
  bits(
    house.identity,
    house.tombstone,
    house.mailOld,
    house.receipt,
    house.edited,
    toEnd.subject,
    toEnd.former,
    toEnd.text,
  );
  put(house.contact);
  put(house.notes);
  put(house.text + 4 * house.textVersion);
  for (const { call, claim, leaseOver, answered, effects } of house.commands) {
    put(call + 4 * claim);
    put(effects);
    bits(leaseOver, answered);
  }
  for (const value of [
    house.change + 4 * house.edit,
    house.mail,
    house.mailClaim,
    house.letter,
    house.request,
    house.attempt,
  ])
    put(value);
  put(STEPS.indexOf(house.step));
  for (const value of [house.turn, house.startedFor, house.lastTurn, house.looked, house.untold + 8])
    put(value);
  put(house.sends + 16 * house.letters);
  for (const value of Object.values(house.budget)) put(value as number);
  put(house.broken.length);
  if (snapshot) {
    for (const value of [snapshot.contact, snapshot.notes, snapshot.text, snapshot.control, snapshot.epoch])
      put(value);
    bits(snapshot.doubtful, snapshot.invoice, snapshot.kept, snapshot.restricted, snapshot.withdrawn);
  }
  return SPACE.toString('latin1', 0, size) + house.workers.map(workerCode).sort().join('');
}
