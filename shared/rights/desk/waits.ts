import type { RequestState } from '../request/life-cycle.ts';

/** Whom an open request waits for, by its state. */
export const WAITS_FOR = {
  received: 'officer',
  'please-specify': 'person',
  verifying: 'person',
  verified: 'officer',
  preparing: 'product',
  review: 'officer',
  blocked: 'others',
  approved: 'product',
  executing: 'product',
  released: 'person',
  'partly-done': 'officer',
  failed: 'officer',
  lifting: 'officer',
  done: 'nobody',
  refused: 'nobody',
  'nothing-found': 'nobody',
  'not-identifiable': 'nobody',
  expired: 'nobody',
  cancelled: 'nobody',
} as const satisfies Record<RequestState, string>;
/** Somebody whom a request waits for. */
export type WaitedFor = (typeof WAITS_FOR)[RequestState];
