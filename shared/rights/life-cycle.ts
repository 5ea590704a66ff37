import type { Action } from '../audit/vocabulary.ts';
import { Problem } from '../kernel/problems.ts';
import type { RequestItem, RequestState, Step } from './model.ts';
import { LIFE_CYCLE, REQUEST_STATES } from './model.ts';

/** How the log calls each step. */
export const STEP_ACTIONS = {
  'ask-to-specify': 'request.step',
  challenge: 'request.challenge',
  verify: 'request.verify',
  prepare: 'request.plan',
  prepared: 'request.plan',
  'find-nothing': 'request.close',
  approve: 'request.decide',
  stop: 'request.decide',
  execute: 'request.step',
  finish: 'request.close',
  'finish-partly': 'request.step',
  fail: 'request.step',
  retry: 'request.decide',
  release: 'request.handOver',
  reissue: 'request.handOver',
  collect: 'request.collect',
  refuse: 'request.decide',
  cancel: 'request.close',
} as const satisfies Record<Step, Action>;

/** Where a step leads from the request's state; `state.conflict` when the life-cycle has no such step. */
export function destination(request: Pick<RequestItem, 'type' | 'state'>, step: Step): RequestState {
  const row = LIFE_CYCLE.find(
    (each) => each.step === step && each.of.includes(request.type) && each.from.includes(request.state),
  );
  if (row) return row.to;
  throw new Problem('state.conflict', { detail: `The request is in state ${request.state}.` });
}

/** True once nothing moves the request any more. */
export function isClosed(request: Pick<RequestItem, 'state'>): boolean {
  return REQUEST_STATES[request.state].final;
}
