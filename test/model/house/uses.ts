import { CONTROL, DEEDS, MAIL, REQUEST, newClaim, rest, type House, type Worker } from './state.ts';
import { broke, type Event, type Scene, type Step } from './rule.ts';
import { hasKey } from './writes.ts';

/** Somebody reads, somebody decides about the processing, a mail is due. */
export const USES: readonly Event[] = [
  {
    name: 'read is called',
    by: 'world',
    job: 'read',
    when: ({ budget }) => budget.reads > 0,
    take: (house, _, worker) => {
      house.budget.reads -= 1;
      worker.job = 'read';
    },
  },
  ...DEEDS.map((deed, on): Event => ({
    name: `${deed} is called`,
    by: 'world',
    job: 'govern',
    when: ({ budget, restricted, saidNo, announced, workers }) =>
      budget.deeds > 0 &&
      workers.every(({ job }) => job !== 'govern') &&
      { restrict: !restricted, announce: restricted && !announced, lift: restricted, withdraw: !saidNo }[
        deed
      ],
    take: (house, _, worker) => {
      house.budget.deeds -= 1;
      Object.assign(worker, { job: 'govern', on });
    },
  })),
  {
    name: 'stream or clock brings the mail',
    by: 'product',
    job: 'send',
    when: ({ mail, workers, mailOld, budget }) =>
      (mail === MAIL.waiting || (mail === MAIL.claimed && mailOld)) &&
      (workers.every(({ job }) => job !== 'send') || budget.repeats > 0),
    take: (house, _, worker) => {
      if (house.workers.some(({ job }) => job === 'send')) house.budget.repeats -= 1;
      worker.job = 'send';
    },
  },
  {
    name: 'claim of a mail is old',
    by: 'product',
    when: ({ mail, mailOld }) => mail === MAIL.claimed && !mailOld,
    take: (house) => {
      house.mailOld = true;
    },
  },
];

/** Consent as the control item shows it. */
const allowed = (house: House) => house.control === CONTROL.active && !house.withdrawn && !house.restricted;

function claim(house: House, worker: Worker): void {
  if (house.saidNo) broke(house, 'I6: a mail was claimed after consent had been withdrawn');
  const mailClaim = newClaim(house);
  Object.assign(house, { mail: MAIL.claimed, mailClaim, mailOld: false });
  Object.assign(worker, { at: 2, saw: mailClaim });
}

function handOver(house: House): void {
  house.sends += 1;
  if (house.request === REQUEST.done) broke(house, 'I2: a mail about the person left after the erasure');
}

function enact(house: House, worker: Worker, { bug }: Scene): void {
  const deed = DEEDS[worker.on];
  const bare = bug === 'lifting without a notice';
  if (deed === 'restrict') Object.assign(house, { restricted: true, announced: false });
  if (deed === 'announce') house.announced = true;
  if (deed === 'withdraw') Object.assign(house, { withdrawn: true, saidNo: true });
  if (deed === 'lift') {
    if (!house.announced && !bare) return;
    if (!house.announced) broke(house, 'Art. 18: a restriction was lifted without a notice');
    Object.assign(house, { restricted: false, announced: false });
  }
  if (bug !== 'restriction leaves the epoch') house.epoch += 1;
}

/** Reading, restricting, withdrawing, sending: one transaction or one effect at a time. */
export const USE_STEPS: readonly Step[] = [
  {
    name: 'read fetches',
    job: 'read',
    at: 0,
    take: (house, worker, { bug }) => {
      const gate = house.restricted && bug !== 'reader ignores a restriction';
      const shown = house.contact > 0 && house.control === CONTROL.active && !gate && hasKey(house, worker);
      if (!shown) rest(worker);
      else {
        if (house.restricted) broke(house, 'Art. 18: data under restriction were shown');
        worker.at = 1;
      }
    },
  },
  {
    name: 'read answers',
    job: 'read',
    at: 1,
    take: (house, worker) => {
      if (house.request === REQUEST.done) broke(house, 'I2: an answer held the person after the erasure');
      rest(worker);
    },
  },
  {
    name: 'deed reads the person',
    job: 'govern',
    at: 0,
    take: (house, worker) => {
      if (house.control !== CONTROL.active) rest(worker);
      else Object.assign(worker, { at: 1, epoch: house.epoch });
    },
  },
  {
    name: 'deed commits',
    job: 'govern',
    at: 1,
    take: (house, worker, scene) => {
      if (house.control !== CONTROL.active || house.epoch !== worker.epoch) {
        Object.assign(worker, { at: 0, epoch: 0 });
        return;
      }
      enact(house, worker, scene);
      rest(worker);
    },
  },
  {
    name: 'sender asks for consent',
    job: 'send',
    at: 0,
    take: (house, worker, { bug }) => {
      const again = bug === 'abandoned claim is tried again';
      if (house.mail === MAIL.claimed) {
        // Whoever claimed it died, or is slow; nobody knows what left.
        if (house.mailOld)
          Object.assign(house, { mail: again ? MAIL.waiting : MAIL.unknown, mailClaim: 0, mailOld: false });
        rest(worker);
      } else if (house.mail !== MAIL.waiting) rest(worker);
      else if (!allowed(house) && bug !== 'consent is asked when the mail is written') {
        house.mail = MAIL.refused;
        rest(worker);
      } else Object.assign(worker, { at: 1, epoch: house.epoch });
    },
  },
  {
    name: 'sender claims',
    job: 'send',
    at: 1,
    take: (house, worker, { bug }) => {
      const unasked =
        bug === 'consent is asked before the claim' || bug === 'consent is asked when the mail is written';
      if (house.mail !== MAIL.waiting) rest(worker);
      else if (bug === 'mail is sent unclaimed') worker.at = 3;
      else if (unasked || (house.epoch === worker.epoch && house.control === CONTROL.active))
        claim(house, worker);
      else Object.assign(worker, { at: 0, epoch: 0 });
    },
  },
  {
    name: 'sender opens the mail',
    job: 'send',
    at: 2,
    take: (house, worker) => {
      if (house.mail !== MAIL.claimed || house.mailClaim !== worker.saw) rest(worker);
      else worker.at = hasKey(house, worker) ? 3 : 5;
    },
  },
  {
    name: 'mail is handed over and taken',
    job: 'send',
    at: 3,
    take: (house, worker) => {
      handOver(house);
      worker.at = 4;
    },
  },
  {
    name: 'mail is handed over and no answer comes',
    job: 'send',
    at: 3,
    by: 'world',
    when: ({ budget }) => budget.losses > 0,
    take: (house, worker, { bug }) => {
      house.budget.losses -= 1;
      handOver(house);
      worker.at = bug === 'unknown outcome is tried again' ? 7 : 6;
    },
  },
  {
    name: 'mail is not taken for now',
    job: 'send',
    at: 3,
    by: 'world',
    when: ({ budget }) => budget.losses > 0,
    take: (house, worker) => {
      house.budget.losses -= 1;
      worker.at = 7;
    },
  },
  ...([MAIL.sent, MAIL.refused, MAIL.unknown] as const).map((end, position): Step => ({
    name: 'sender notes the outcome',
    job: 'send',
    at: 4 + position,
    take: (house, worker) => {
      if (house.mail === MAIL.claimed || house.mail === MAIL.waiting)
        Object.assign(house, { mail: end, mailClaim: 0, mailOld: false });
      rest(worker);
    },
  })),
  {
    name: 'sender gives the mail back',
    job: 'send',
    at: 7,
    take: (house, worker) => {
      if (house.mail === MAIL.claimed && house.mailClaim === worker.saw)
        Object.assign(house, { mail: MAIL.waiting, mailClaim: 0, mailOld: false });
      rest(worker);
    },
  },
];
