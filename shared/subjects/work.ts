import type { DueKind } from '../store/grammar.ts';
import type { Use } from './uses.ts';

/**
 * What functions without a caller do with data about people: turns of workflows, consumers of the stream, schedules.
 * Where the kind of due work or of mail decides, that table says it.
 */
export const WORK = {
  authorizer: 'none',
  onboard: 'none',
  import: 'collect',
  export: 'rights',
  erase: 'rights',
  sweep: 'rights',
  inbox: 'rights',
  due: 'none',
  tick: 'due work',
  mail: 'mail',
  callbacks: 'due work',
} as const satisfies Record<string, Use | 'due work' | 'mail'>;

/** What each kind of due work does with data about people. */
export const DUE_WORK: Readonly<Record<DueKind, Use | 'mail'>> = {
  request: 'rights',
  arrival: 'rights',
  kept: 'kept',
  job: 'none',
  outbox: 'mail',
  package: 'rights',
  copy: 'storage',
  copies: 'storage',
  member: 'none',
  former: 'storage',
  notice: 'notice',
  hold: 'rights',
  callback: 'rights',
};

/** What each mail does with data about people: letters serve a right, notices tell recipients. */
export const MAIL_WORK = {
  received: 'rights',
  arrived: 'rights',
  'passed-on': 'rights',
  notice: 'rights',
  'please-specify': 'rights',
  'show-document': 'rights',
  link: 'rights',
  code: 'rights',
  extended: 'rights',
  released: 'rights',
  fee: 'rights',
  transferred: 'rights',
  'transfer-refused': 'rights',
  'transfer-link': 'rights',
  'transfer-code': 'rights',
  'erasure-done': 'rights',
  'carried-out': 'rights',
  concluded: 'rights',
  lifting: 'rights',
  'not-identifiable': 'rights',
  expired: 'rights',
  refused: 'rights',
  'nothing-found': 'rights',
  cancelled: 'rights',
  reminder: 'rights',
  'hold-review': 'rights',
  'notice-rectification': 'notice',
  'notice-erasure': 'notice',
  'notice-restriction': 'notice',
  'notice-lifting': 'notice',
} as const satisfies Record<string, Use>;
/** A mail that the product sends. */
export type MailName = keyof typeof MAIL_WORK;
