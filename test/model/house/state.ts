/** Where a person's control item is. */
export const CONTROL = { active: 0, erasing: 1, erased: 2 } as const;
/** The states of an erasure request that its execution goes through. */
export const REQUEST = { approved: 0, executing: 1, failed: 2, partly: 3, done: 4 } as const;
/** What has become of a call of somebody outside. */
export const CALL = { open: 0, acknowledged: 1, refused: 2 } as const;
/** What has become of a mail. `lost`: it could not be read any more when its turn came. */
export const MAIL = { none: 0, waiting: 1, claimed: 2, sent: 3, unknown: 4, refused: 5, lost: 6 } as const;
/** The text of somebody else that names the person. */
export const TEXT = { none: 0, names: 1, redacted: 2 } as const;
/** What the independent sweep said. */
export const LOOKED = { no: 0, clean: 1, left: 2 } as const;

/** What a process of the product can be busy with. */
export const JOBS = ['idle', 'create', 'change', 'read', 'import', 'govern', 'send', 'erase'] as const;
/** One of them. */
export type Job = (typeof JOBS)[number];

/** What is done about the processing of somebody's data: one transaction each. */
export const DEEDS = ['restrict', 'announce', 'lift', 'withdraw'] as const;

/** Steps of an erasure's workflow; `none` before its start and after its end. */
export const STEPS = [
  'none',
  'freeze',
  'late',
  'giveBack',
  'keep',
  'sweep',
  'destroy',
  'quiet',
  'sweepAgain',
  'destroyAgain',
  'tombstone',
  'verify',
  'receipt',
  'finish',
  'partly',
  'failed',
] as const;
/** One of them. */
export type RunStep = (typeof STEPS)[number];

/** One process: what it is busy with, how far it is, and what it has read so far. All of it is lost when it dies. */
export interface Worker {
  job: Job;
  at: number;
  /** Which call, deed, or turn of the workflow. */
  on: number;
  step: RunStep;
  /** Epoch of the control item as it was read. */
  epoch: number;
  /** Number of its claim, or version, or what was found. */
  saw: number;
  /** The person's key, held by the process beyond one call. */
  key: boolean;
  /** It was under way before the quiet began. */
  old: boolean;
}

/** A call that creates a note once, under a key of the caller's. */
export interface Command {
  call: number;
  claim: number;
  leaseOver: boolean;
  answered: boolean;
  effects: number;
}

/** Rows of the data table as they were at one moment. */
export interface Snapshot {
  readonly contact: number;
  readonly notes: number;
  readonly doubtful: boolean;
  readonly text: number;
  readonly invoice: boolean;
  readonly kept: boolean;
  readonly control: number;
  readonly epoch: number;
  readonly restricted: boolean;
  readonly withdrawn: boolean;
}

/** The keys that the key table holds. */
export interface Keys {
  subject: boolean;
  /** Of the text as it was at first, before its writer sealed it anew. */
  former: boolean;
  text: boolean;
  kept: boolean;
  request: boolean;
}

/** What may still happen from outside: deaths of processes, second deliveries of calls and of turns, runs that fail, … */
export interface Budget {
  kills: number;
  repeats: number;
  doubles: number;
  faults: number;
  losses: number;
  changes: number;
  reads: number;
  imports: number;
  deeds: number;
  backups: number;
  restores: number;
  edits: number;
}

/** One person in one tenant's tables, those who work on it, and what has been promised to whom. */
export interface House {
  workers: Worker[];
  control: number;
  epoch: number;
  restricted: boolean;
  announced: boolean;
  withdrawn: boolean;
  /** The person has said no, whatever became of the note of it. */
  saidNo: boolean;
  keys: Keys;
  /** Version of the contact, 0 when it is gone. */
  contact: number;
  /** One bit for each note. */
  notes: number;
  /** A note that names several people, which needs a decision. */
  doubtful: boolean;
  /** The plan knows what becomes of that note. */
  decided: boolean;
  text: number;
  textVersion: number;
  /** What somebody else wrote into that text is in it. */
  edited: boolean;
  invoice: boolean;
  /** There was something that a statute keeps. */
  retained: boolean;
  kept: boolean;
  checked: boolean;
  statuteOver: boolean;
  /** Tokens and external ids that lead to the person. */
  identity: boolean;
  tombstone: boolean;
  commands: Command[];
  change: number;
  edit: number;
  mail: number;
  mailClaim: number;
  mailOld: boolean;
  letter: number;
  request: number;
  attempt: number;
  /** The workflow: its step, the number of its turn, and for which attempt it was started last. */
  step: RunStep;
  turn: number;
  startedFor: number;
  /** The turn that moved the request last: repeating it moves nothing. */
  lastTurn: number;
  /** Keys that the run has noted: they have to end. */
  toEnd: { subject: boolean; former: boolean; text: boolean };
  looked: number;
  receipt: boolean;
  snapshot: Snapshot | undefined;
  budget: Budget;
  /** Changes that were made less events that tell of them. */
  untold: number;
  /** How often the mail was handed over, and letters of closing were written. */
  sends: number;
  letters: number;
  /** What must never happen and has: the invariant, in words. */
  broken: string;
}

const idle = (key: boolean): Worker => ({
  job: 'idle',
  at: 0,
  on: 0,
  step: 'none',
  epoch: 0,
  saw: 0,
  key,
  old: false,
});

/** A process that waits for work; a killed one has lost what it held. */
export function rest(worker: Worker, killed = false): void {
  Object.assign(worker, idle(worker.key && !killed));
}

/** A number that no claim has: claims are told apart, nothing else is known of them. */
export function newClaim({ workers, commands, mailClaim }: House): number {
  const used = new Set([mailClaim, ...workers.map(({ saw }) => saw), ...commands.map(({ claim }) => claim)]);
  let claim = 1;
  while (used.has(claim)) claim += 1;
  return claim;
}

/** Processes that wait for work. */
export function staff(count: number): Worker[] {
  return Array.from({ length: count }, () => idle(false));
}

/** A copy that may be changed. */
export function draft(house: House): House {
  return {
    ...house,
    workers: house.workers.map((worker) => ({ ...worker })),
    commands: house.commands.map((command) => ({ ...command })),
    keys: { ...house.keys },
    toEnd: { ...house.toEnd },
    budget: { ...house.budget },
  };
}
