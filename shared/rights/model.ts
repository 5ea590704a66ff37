import type { Id, RecordId, SubjectId } from '../kernel/ids.ts';
import type { Extension } from './deadlines/extension.ts';
import type { Suspension } from './deadlines/suspension.ts';
import type { Language } from './letters/content.ts';

/** The rights that can be exercised here. */
export const REQUEST_TYPES = ['access', 'erasure'] as const;
/** A right. */
export type RequestType = (typeof REQUEST_TYPES)[number];

/** How a request reached the business (DSR-07: no form is forced on anybody). */
export const CHANNELS = ['api', 'form', 'email', 'phone', 'post', 'in-person'] as const;
/** A channel. */
export type Channel = (typeof CHANNELS)[number];

/** What is sealed under the request's own key and destroyed when the closing mail is delivered. */
export interface RequestContent {
  readonly wording?: string;
  /** As the person gave them; matched through tokens, never stored readable. */
  readonly identifiers: readonly {
    readonly kind: 'email' | 'phone' | 'name' | 'externalId';
    readonly value: string;
  }[];
  /** An address named in the request; letters may go there, codes never do (IDV-01). */
  readonly replyTo?: string;
}

/** How the person was identified. */
export interface Identification {
  readonly method: 'mailbox-code' | 'call-back';
  readonly at: string;
  /** Principal who recorded a call-back, and the other one who approved it. */
  readonly recordedBy?: string;
  readonly approvedBy?: string;
}

/** States of a request; every one tells the truth about what has been done. */
export const REQUEST_STATES = {
  received: { final: false, says: 'Received; the person is not identified yet' },
  'please-specify': {
    final: false,
    says: 'Several people or none could be meant; the person was asked to specify',
  },
  verifying: { final: false, says: 'A code was sent or a call-back recorded' },
  verified: { final: false, says: 'The person is identified; the officer prepares' },
  preparing: { final: false, says: 'The package or the plan is being made' },
  review: { final: false, says: 'The package or the plan waits for the officer' },
  approved: { final: false, says: 'Approved; can be stopped until the stop window ends' },
  executing: { final: false, says: 'Being carried out' },
  released: { final: false, says: 'The package waits to be fetched' },
  'partly-done': { final: false, says: 'Carried out in part; what is open is listed' },
  failed: { final: false, says: 'Failed; the reason is recorded and it can be tried again' },
  done: { final: true, says: 'Done' },
  refused: { final: true, says: 'Refused, with reasons, authority and court' },
  'nothing-found': { final: true, says: 'Nothing is held about this person' },
  cancelled: { final: true, says: 'Withdrawn by the person' },
} as const;
/** A state of a request. */
export type RequestState = keyof typeof REQUEST_STATES;

/** What moves a request. */
export type Step =
  | 'ask-to-specify'
  | 'challenge'
  | 'verify'
  | 'prepare'
  | 'prepared'
  | 'find-nothing'
  | 'approve'
  | 'stop'
  | 'execute'
  | 'finish'
  | 'finish-partly'
  | 'fail'
  | 'retry'
  | 'release'
  | 'collect'
  | 'reissue'
  | 'refuse'
  | 'cancel';

/** The life-cycle: one row per step that exists, for which rights, from where to where. */
export const LIFE_CYCLE: readonly {
  readonly step: Step;
  readonly of: readonly RequestType[];
  readonly from: readonly RequestState[];
  readonly to: RequestState;
}[] = [
  { step: 'ask-to-specify', of: REQUEST_TYPES, from: ['received', 'verifying'], to: 'please-specify' },
  {
    step: 'challenge',
    of: REQUEST_TYPES,
    from: ['received', 'please-specify', 'verifying'],
    to: 'verifying',
  },
  { step: 'verify', of: REQUEST_TYPES, from: ['verifying'], to: 'verified' },
  { step: 'prepare', of: REQUEST_TYPES, from: ['verified', 'review', 'failed'], to: 'preparing' },
  // A package that nobody fetched in time is gone; the right is not.
  { step: 'prepare', of: ['access'], from: ['released'], to: 'preparing' },
  { step: 'prepared', of: REQUEST_TYPES, from: ['preparing'], to: 'review' },
  {
    step: 'find-nothing',
    of: REQUEST_TYPES,
    from: ['received', 'please-specify', 'verified', 'preparing'],
    to: 'nothing-found',
  },
  { step: 'approve', of: ['erasure'], from: ['review'], to: 'approved' },
  { step: 'stop', of: ['erasure'], from: ['approved'], to: 'review' },
  { step: 'execute', of: ['erasure'], from: ['approved'], to: 'executing' },
  { step: 'finish', of: ['erasure'], from: ['executing', 'partly-done'], to: 'done' },
  { step: 'finish-partly', of: ['erasure'], from: ['executing', 'partly-done'], to: 'partly-done' },
  { step: 'fail', of: REQUEST_TYPES, from: ['preparing', 'executing', 'partly-done'], to: 'failed' },
  { step: 'retry', of: ['erasure'], from: ['failed', 'partly-done'], to: 'executing' },
  { step: 'release', of: ['access'], from: ['review'], to: 'released' },
  { step: 'reissue', of: ['access'], from: ['released'], to: 'released' },
  { step: 'collect', of: ['access'], from: ['released'], to: 'done' },
  {
    step: 'refuse',
    of: REQUEST_TYPES,
    from: ['received', 'please-specify', 'verifying', 'verified', 'review'],
    to: 'refused',
  },
  {
    step: 'cancel',
    of: REQUEST_TYPES,
    from: ['received', 'please-specify', 'verifying', 'verified', 'review', 'approved', 'released'],
    to: 'cancelled',
  },
];

/** A request as it is stored; opaque ids, states and times only, its content is sealed. */
export interface RequestItem {
  readonly id: Id;
  readonly type: RequestType;
  readonly state: RequestState;
  readonly version: number;
  readonly channel: Channel;
  /** Arrival at an official channel: the clocks start here, also when nobody has looked (DSR-07, DSR-09). */
  readonly receivedAt: string;
  readonly openedBy: string;
  readonly createdAt: string;
  /** Calendar of the clocks: country of the business. */
  readonly calendar: string;
  readonly dueByLaw: string;
  readonly dueByPromise: string;
  /** The person, once one is chosen. */
  readonly subject?: SubjectId;
  /** People who answer to the identifiers. */
  readonly candidates: readonly SubjectId[];
  readonly identification?: Identification;
  /** Owner key of the sealed content. */
  readonly key: Id;
  readonly content?: Uint8Array;
  readonly decidedBy?: string;
  readonly decidedAt?: string;
  /** End of the stop window. */
  readonly stopUntil?: string;
  readonly closedAt?: string;
  /** Language of the letters. */
  readonly language: Language;
  /** Runs of a workflow for this request, so that each has a name of its own; grows with every one begun. */
  readonly attempt: number;
  /** Tokens of the marks that make a second open request of the same kind a duplicate. */
  readonly marks: readonly string[];
  /** Questions to the person, in the order in which they were asked. */
  readonly suspensions: readonly Suspension[];
  readonly extension?: Extension;
  /** What moved it last, so that a repeated turn of a workflow changes nothing. */
  readonly last?: string;
  /** When an erasure began to be carried out: from here on it can only be tried again, not planned anew. */
  readonly executedAt?: string;
  /** When an address of the package was given out last. */
  readonly issuedAt?: string;
  /** When the request's own key was destroyed. */
  readonly keyEndedAt?: string;
}

/** What an erasure does with one thing, and why. */
export interface PlanItem {
  readonly id: Id;
  /** `record`: a record of the person; `mention`: another record that names the person; `file`: stored bytes. */
  readonly of: 'record' | 'mention' | 'file';
  readonly target: RecordId;
  readonly type: string;
  /** `redact` and `unlink` change a record that stays with somebody else. */
  readonly act: 'erase' | 'anonymise' | 'keep' | 'unlink' | 'redact';
  /** Ground of Art. 17(1) for erasing, of Art. 17(3) for keeping. */
  readonly ground: string;
  /**
   * Grows with every decision about the item. A plan begins with the version of its request, which every decision
   * raises as well: no version of an earlier plan of the same thing comes back.
   */
  readonly version: number;
  readonly keep?: {
    readonly statute: string;
    readonly country: string;
    readonly until: string;
    readonly fields: readonly string[];
  };
  /** Waits for the officer: a text that names several people. */
  readonly needsReview?: true;
  /**
   * The id that an anonymised copy or kept item gets; drawn when planned, so that a repeated step does the same, and
   * removed when done, so that nothing leads from the person to the copy.
   */
  readonly newId?: Id;
  /** Found when the person was frozen, after the plan had been approved. */
  readonly late?: true;
  /** When a kept item was read back and opened. */
  readonly checked?: string;
  readonly done?: string;
  /** It was no longer there when its turn came. */
  readonly gone?: true;
}
/** What is planned for one thing, before the plan that it joins is known. */
export type Planned = Omit<PlanItem, 'version'>;
