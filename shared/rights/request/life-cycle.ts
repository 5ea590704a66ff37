import type { Action } from '../../audit/vocabulary.ts';
import { Problem } from '../../kernel/problems.ts';
import { REQUEST_TYPES, rightsServedBy, type RequestType } from '../rights.ts';

/** States of a request; every one tells the truth about what has been done. */
export const REQUEST_STATES = {
  received: { final: false, says: 'Received; the person is not identified yet' },
  'please-specify': {
    final: false,
    says: 'Several people or none could be meant; the person was asked to specify',
  },
  verifying: { final: false, says: 'A code was sent, a call-back recorded or a document asked for' },
  verified: { final: false, says: 'The person is identified; the officer prepares' },
  preparing: { final: false, says: 'The package or the plan is being made' },
  review: { final: false, says: 'The package or the plan waits for the officer' },
  blocked: { final: false, says: 'Waits for something outside; by whom or what is recorded' },
  approved: { final: false, says: 'Approved; can be stopped until the stop window ends' },
  executing: { final: false, says: 'Being carried out' },
  released: { final: false, says: 'The package waits to be fetched' },
  'partly-done': { final: false, says: 'Carried out in part; what is open is listed' },
  failed: { final: false, says: 'Failed; the reason is recorded and it can be tried again' },
  lifting: { final: false, says: 'The person is told that a restriction is about to be lifted' },
  done: { final: true, says: 'Done' },
  refused: { final: true, says: 'Refused, with reasons, authority and court' },
  'nothing-found': { final: true, says: 'Nothing is held about this person' },
  'not-identifiable': { final: true, says: 'The data cannot be told to be this person’s (Art. 11)' },
  expired: { final: true, says: 'The person did not answer; the request can be made again' },
  cancelled: { final: true, says: 'Withdrawn by the person, or found not to be owed' },
} as const;
/** A state of a request. */
export type RequestState = keyof typeof REQUEST_STATES;

const ALL = REQUEST_TYPES;
const PACKAGES = rightsServedBy('package');
const ACTS = rightsServedBy('acts');
const ANSWERS = rightsServedBy('answer');
const PREPARED = rightsServedBy('package', 'erasure');
const CARRIED_OUT = rightsServedBy('erasure', 'acts');
/** Rights that can leave a restriction behind. */
const LIFTED = ['restriction', 'rectification'] as const;
const UNIDENTIFIED = ['received', 'please-specify', 'verifying'] as const;

/** One way from a state to another. */
interface Row {
  readonly step: string;
  readonly of: readonly RequestType[];
  readonly from: readonly RequestState[];
  readonly to: RequestState;
}

/** The life-cycle: one row per step that exists, for which rights, from where to where. */
const ROWS = [
  { step: 'ask-to-specify', of: ALL, from: ['received', 'verifying'], to: 'please-specify' },
  { step: 'challenge', of: ALL, from: UNIDENTIFIED, to: 'verifying' },
  { step: 'verify', of: ALL, from: ['verifying'], to: 'verified' },
  // By what is on file, a mandate or a document: nothing has to be sent.
  { step: 'identify', of: ALL, from: UNIDENTIFIED, to: 'verified' },
  // Art. 12(6): only after a doubt was recorded.
  { step: 'ask-for-document', of: ALL, from: UNIDENTIFIED, to: 'verifying' },
  { step: 'specify', of: ALL, from: ['received', 'please-specify'], to: 'received' },
  // Whatever rested on the mandate ends with it.
  {
    step: 'end-mandate',
    of: ALL,
    from: ['verified', 'review', 'blocked', 'approved', 'released'],
    to: 'received',
  },
  { step: 'prepare', of: PREPARED, from: ['verified', 'review', 'failed'], to: 'preparing' },
  // What everybody is told (Art. 13, 14) is told to anybody.
  { step: 'prepare', of: ['information'], from: UNIDENTIFIED, to: 'preparing' },
  // What the business owes by itself: nobody asks, so nobody is identified.
  { step: 'begin-duty', of: ['erasure'], from: ['received'], to: 'preparing' },
  { step: 'end-duty', of: ['erasure'], from: ['received', 'review', 'blocked', 'failed'], to: 'cancelled' },
  // A package that nobody fetched in time is gone; the right is not.
  { step: 'prepare', of: PACKAGES, from: ['released'], to: 'preparing' },
  { step: 'prepare', of: ACTS, from: ['verified', 'review'], to: 'review' },
  { step: 'prepared', of: PREPARED, from: ['preparing'], to: 'review' },
  {
    step: 'find-nothing',
    of: ALL,
    from: ['received', 'please-specify', 'verified', 'preparing'],
    to: 'nothing-found',
  },
  { step: 'approve', of: ['erasure'], from: ['review'], to: 'approved' },
  { step: 'approve', of: ACTS, from: ['review'], to: 'executing' },
  // Art. 21(3): an objection to direct marketing is not weighed.
  { step: 'stop-marketing', of: ['objection'], from: ['received', 'please-specify'], to: 'done' },
  { step: 'stop', of: ['erasure'], from: ['approved'], to: 'review' },
  { step: 'execute', of: ['erasure'], from: ['approved'], to: 'executing' },
  { step: 'finish', of: CARRIED_OUT, from: ['executing', 'partly-done'], to: 'done' },
  { step: 'finish-partly', of: CARRIED_OUT, from: ['executing', 'partly-done'], to: 'partly-done' },
  // What the product cannot do itself is still open: paper files, other systems.
  { step: 'collect-partly', of: PACKAGES, from: ['released'], to: 'partly-done' },
  { step: 'complete', of: [...PACKAGES, ...CARRIED_OUT], from: ['partly-done'], to: 'done' },
  { step: 'fail', of: CARRIED_OUT, from: ['preparing', 'executing', 'partly-done'], to: 'failed' },
  { step: 'fail', of: PACKAGES, from: ['preparing'], to: 'failed' },
  { step: 'retry', of: CARRIED_OUT, from: ['failed', 'partly-done'], to: 'executing' },
  { step: 'block', of: CARRIED_OUT, from: ['verified', 'review'], to: 'blocked' },
  { step: 'unblock', of: CARRIED_OUT, from: ['blocked'], to: 'verified' },
  // Art. 17(3): what is under a hold is not erased; once it is released, the erasure goes on by itself.
  {
    step: 'hold',
    of: ['erasure'],
    from: ['verified', 'preparing', 'review', 'approved', 'executing', 'failed'],
    to: 'blocked',
  },
  { step: 'end-hold', of: ['erasure'], from: ['blocked'], to: 'preparing' },
  // What is kept under a hold is part of what was approved: the plan is approved again.
  { step: 'plan-anew', of: ['erasure'], from: ['review', 'approved', 'executing'], to: 'preparing' },
  { step: 'release', of: PACKAGES, from: ['review'], to: 'released' },
  { step: 'reissue', of: PACKAGES, from: ['released'], to: 'released' },
  { step: 'collect', of: PACKAGES, from: ['released'], to: 'done' },
  { step: 'conclude', of: ANSWERS, from: ['verified'], to: 'done' },
  // Art. 18(3): the person is told before a restriction is lifted.
  { step: 'announce-lifting', of: LIFTED, from: ['done'], to: 'lifting' },
  { step: 'lift', of: LIFTED, from: ['lifting'], to: 'done' },
  { step: 'refuse', of: ALL, from: [...UNIDENTIFIED, 'verified', 'review', 'blocked'], to: 'refused' },
  { step: 'cannot-identify', of: ALL, from: UNIDENTIFIED, to: 'not-identifiable' },
  { step: 'expire', of: ALL, from: ['please-specify', 'verifying'], to: 'expired' },
  {
    step: 'cancel',
    of: ALL,
    from: [...UNIDENTIFIED, 'verified', 'review', 'blocked', 'approved', 'released'],
    to: 'cancelled',
  },
  {
    step: 'reopen',
    of: ALL,
    from: ['done', 'refused', 'nothing-found', 'not-identifiable', 'expired', 'cancelled'],
    to: 'received',
  },
] as const satisfies readonly Row[];
/** What moves a request. */
export type Step = (typeof ROWS)[number]['step'];

/** The life-cycle, row by row. */
export const LIFE_CYCLE: readonly (Row & { readonly step: Step })[] = ROWS;

/** How the log calls each step. */
export const STEP_ACTIONS = {
  'ask-to-specify': 'request.step',
  challenge: 'request.challenge',
  verify: 'request.verify',
  identify: 'request.verify',
  'ask-for-document': 'request.challenge',
  specify: 'request.step',
  'end-mandate': 'request.verify',
  prepare: 'request.plan',
  prepared: 'request.plan',
  'begin-duty': 'request.plan',
  'end-duty': 'request.close',
  'find-nothing': 'request.close',
  approve: 'request.decide',
  'stop-marketing': 'request.close',
  stop: 'request.decide',
  execute: 'request.step',
  finish: 'request.close',
  'finish-partly': 'request.step',
  'collect-partly': 'request.collect',
  complete: 'request.close',
  fail: 'request.step',
  retry: 'request.decide',
  block: 'request.step',
  unblock: 'request.step',
  hold: 'request.step',
  'end-hold': 'request.step',
  'plan-anew': 'request.plan',
  release: 'request.handOver',
  reissue: 'request.handOver',
  collect: 'request.collect',
  conclude: 'request.decide',
  'announce-lifting': 'request.decide',
  lift: 'request.close',
  refuse: 'request.decide',
  'cannot-identify': 'request.close',
  expire: 'request.close',
  cancel: 'request.close',
  reopen: 'request.open',
} as const satisfies Record<Step, Action>;

/** What the life-cycle goes by. */
interface Placed {
  readonly type: RequestType;
  readonly state: RequestState;
}

function rowOf({ type, state }: Placed, step: Step) {
  return LIFE_CYCLE.find((row) => row.step === step && row.of.includes(type) && row.from.includes(state));
}

/** True when the life-cycle has such a step from the request's state. */
export function hasStep(request: Placed, step: Step): boolean {
  return rowOf(request, step) !== undefined;
}

/** Where a step leads from the request's state; `state.conflict` when the life-cycle has no such step. */
export function destination(request: Placed, step: Step): RequestState {
  const row = rowOf(request, step);
  if (row) return row.to;
  throw new Problem('state.conflict', { detail: `The request is in state ${request.state}.` });
}

/** True while nobody has found out yet who asks; afterwards, and in a duty of the business, the person is fixed. */
export function isUnidentified({
  state,
  duty,
}: Pick<Placed, 'state'> & { readonly duty?: unknown }): boolean {
  return !duty && (UNIDENTIFIED as readonly RequestState[]).includes(state);
}

/** True once nothing moves the request by itself any more. */
export function isClosed(request: Pick<Placed, 'state'>): boolean {
  return REQUEST_STATES[request.state].final;
}
