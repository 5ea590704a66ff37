import type { Exception, Purpose } from '../catalogue/vocabulary.ts';
import type { ManualWay, Operation } from './operations.ts';

/** What can happen: each event says one of these, and for which purpose it is done by default. */
export const ACTIONS = {
  'record.create': 'customer-care',
  'record.read': 'customer-care',
  'record.change': 'customer-care',
  'record.delete': 'customer-care',
  'record.import': 'customer-care',
  'record.list': 'customer-care',
  'person.lookUp': 'customer-care',
  'person.read': 'customer-care',
  'person.handle': 'customer-care',
  'person.restrict': 'rights-handling',
  'person.announceLifting': 'rights-handling',
  'person.lift': 'rights-handling',
  'child.report': 'rights-handling',
  'child.authorise': 'rights-handling',
  'file.upload': 'customer-care',
  'file.download': 'customer-care',
  'former.read': 'rights-handling',
  'former.end': 'rights-handling',
  'consent.give': 'rights-handling',
  'consent.withdraw': 'rights-handling',
  'consent.read': 'rights-handling',
  'suppression.end': 'rights-handling',
  'audience.select': 'customer-care',
  'kept.read': 'accounting',
  'kept.end': 'accounting',
  'member.create': 'security',
  'member.read': 'security',
  'member.change': 'security',
  'member.delete': 'security',
  'apiKey.create': 'security',
  'apiKey.revoke': 'security',
  'tenant.create': 'security',
  'tenant.change': 'security',
  'recipient.create': 'rights-handling',
  'recipient.change': 'rights-handling',
  'recipient.read': 'rights-handling',
  'disclosure.record': 'rights-handling',
  'disclosure.read': 'rights-handling',
  'notice.compose': 'rights-handling',
  'notice.read': 'rights-handling',
  'notice.step': 'rights-handling',
  'notice.end': 'rights-handling',
  'import.start': 'customer-care',
  'import.end': 'customer-care',
  'arrival.take': 'rights-handling',
  'arrival.read': 'rights-handling',
  'arrival.turn': 'rights-handling',
  'arrival.close': 'rights-handling',
  'arrival.end': 'rights-handling',
  'request.assign': 'rights-handling',
  'request.note': 'rights-handling',
  'request.caseFile': 'rights-handling',
  'hold.request': 'rights-handling',
  'hold.decide': 'rights-handling',
  'hold.read': 'rights-handling',
  'hold.end': 'rights-handling',
  'request.open': 'rights-handling',
  'request.read': 'rights-handling',
  'request.step': 'rights-handling',
  'request.challenge': 'rights-handling',
  'request.verify': 'rights-handling',
  'request.plan': 'rights-handling',
  'request.decide': 'rights-handling',
  'request.export': 'rights-handling',
  'request.handOver': 'rights-handling',
  'request.collect': 'rights-handling',
  'request.close': 'rights-handling',
  'request.end': 'rights-handling',
  'erasure.freeze': 'rights-handling',
  'erasure.keep': 'rights-handling',
  'erasure.thaw': 'rights-handling',
  'erasure.anonymise': 'rights-handling',
  'erasure.unlink': 'rights-handling',
  'erasure.redact': 'rights-handling',
  'erasure.tombstone': 'rights-handling',
  'erasure.erase': 'rights-handling',
  'erasure.destroyKey': 'rights-handling',
  'erasure.sweep': 'rights-handling',
  'erasure.receipt': 'rights-handling',
} as const satisfies Record<string, Purpose>;
/** An action of the closed vocabulary. */
export type Action = keyof typeof ACTIONS;

/** One thing that happened; ids and names of fields, never a value. */
export interface AuditEvent {
  readonly action: Action;
  /** The person it is about, for the person's trail. */
  readonly subject?: string;
  /** The record, request, job, principal or key it was done to. */
  readonly target?: string;
  readonly type?: string;
  readonly purpose?: Purpose;
  /** Names of the protected fields that were read or changed. */
  readonly fields?: readonly string[];
  /** How many people or records it was about, where no event names each of them. */
  readonly count?: number;
  /** The data-subject request on whose behalf it was done. */
  readonly request?: string;
  /** The exception of Art. 18(2) that whoever did it relied on. */
  readonly exception?: Exception;
  /** What was done by hand, how and when; the event is written later. */
  readonly operation?: Operation;
  readonly how?: ManualWay;
  readonly doneAt?: string;
  readonly outcome?: 'done' | 'refused';
}
