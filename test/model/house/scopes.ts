import { CALL, CONTROL, LOOKED, MAIL, REQUEST, TEXT, staff, type Budget, type House } from './state.ts';

/** What there is at the beginning, and what may come from outside. */
export interface Scope extends Partial<Budget> {
  readonly workers: number;
  readonly creates?: number;
  readonly mail?: boolean;
  readonly text?: boolean;
  readonly invoice?: boolean;
  readonly doubtful?: boolean;
}

const NOTHING: Budget = {
  kills: 0,
  repeats: 0,
  doubles: 0,
  faults: 0,
  losses: 0,
  changes: 0,
  reads: 0,
  imports: 0,
  deeds: 0,
  backups: 0,
  restores: 0,
  edits: 0,
};

/** The person at the beginning: a contact, an approved erasure, and what the scope adds. */
export function houseOf(scope: Scope): House {
  const { workers, creates = 0, mail, text, invoice, doubtful, ...budget } = scope;
  return {
    workers: staff(workers),
    control: CONTROL.active,
    epoch: 1,
    restricted: false,
    announced: false,
    withdrawn: false,
    saidNo: false,
    keys: { subject: true, former: text === true, text: text === true, kept: false, request: true },
    contact: 1,
    notes: 0,
    doubtful: doubtful === true,
    decided: false,
    text: text ? TEXT.names : TEXT.none,
    textVersion: 1,
    edited: false,
    invoice: invoice === true,
    retained: invoice === true,
    kept: false,
    checked: false,
    statuteOver: false,
    identity: true,
    tombstone: false,
    commands: Array.from({ length: creates }, () => ({
      call: CALL.open,
      claim: 0,
      leaseOver: false,
      answered: false,
      effects: 0,
    })),
    change: CALL.open,
    edit: CALL.open,
    mail: mail ? MAIL.waiting : MAIL.none,
    mailClaim: 0,
    mailOld: false,
    letter: MAIL.none,
    request: REQUEST.approved,
    attempt: 0,
    step: 'none',
    turn: 0,
    startedFor: 0,
    lastTurn: 0,
    toEnd: { subject: false, former: false, text: false },
    looked: LOOKED.no,
    receipt: false,
    snapshot: undefined,
    budget: { ...NOTHING, ...budget },
    untold: 0,
    sends: 0,
    letters: 0,
    broken: '',
  };
}

/** Small worlds, each large enough for the bugs that are looked for in it. */
export const SCOPES = {
  writes: { workers: 2, creates: 1, kills: 1 },
  commands: { workers: 2, creates: 1, kills: 1, repeats: 1 },
  'two calls': { workers: 2, creates: 2 },
  'turns twice': { workers: 2, doubles: 2 },
  changes: { workers: 2, changes: 1, kills: 1 },
  reads: { workers: 2, reads: 1 },
  restriction: { workers: 2, changes: 1, reads: 1, deeds: 3 },
  kept: { workers: 2, invoice: true, backups: 1, kills: 1 },
  texts: { workers: 2, text: true, edits: 1, backups: 1 },
  imports: { workers: 2, imports: 1 },
  blocked: { workers: 1, deeds: 1 },
  doubts: { workers: 1, doubtful: true, kills: 1 },
  faults: { workers: 2, faults: 1, kills: 1 },
  letters: { workers: 1, kills: 1 },
  mails: { workers: 2, mail: true, deeds: 1, repeats: 1, losses: 1 },
  claims: { workers: 2, mail: true, repeats: 2 },
  restores: { workers: 2, changes: 1, deeds: 1, backups: 1, restores: 1 },
  withdrawals: { workers: 1, mail: true, deeds: 1, backups: 1, restores: 1 },
} as const satisfies Record<string, Scope>;

/** Large worlds with several things at once, for the command; together more than a million states. */
export const WIDE = {
  'three at one erasure': { workers: 3, creates: 1, kills: 1, doubles: 1 },
  'write, read, import, decide': { workers: 3, creates: 1, reads: 1, imports: 1, deeds: 1 },
  'mails and decisions': { workers: 3, mail: true, deeds: 1, repeats: 1, kills: 1, losses: 1 },
  'texts and kept items': {
    workers: 2,
    text: true,
    invoice: true,
    edits: 1,
    kills: 1,
    doubles: 1,
    faults: 1,
  },
  'mails, calls and a restore': {
    workers: 2,
    mail: true,
    creates: 1,
    deeds: 1,
    backups: 1,
    restores: 1,
  },
  'everybody at one erasure': { workers: 3, creates: 1, reads: 1, deeds: 1, kills: 1, doubles: 1 },
} as const satisfies Record<string, Scope>;
