import { Problem } from '../../kernel/problems.ts';
import type { RequestType } from '../rights.ts';

/**
 * How sure one can be that a message comes from the person. 1: it came from where the person writes or calls from, which
 * can be forged. 2: the person, or who acts for the person, has been reached or shown.
 */
type Assurance = 1 | 2;

/** Methods of identification; all but `document` rest on what the business has on file anyway (IDV-01). */
export const METHODS = {
  'sender-on-file': { assurance: 1, says: 'The message came from a mailbox or number on file' },
  account: { assurance: 2, says: 'The person is logged in; the account’s mailbox is on file' },
  'mailbox-code': { assurance: 2, says: 'A code was sent to the mailbox on file' },
  'call-back': { assurance: 2, says: 'The number on file was called back, and a second person agreed' },
  mandate: { assurance: 2, says: 'An agent has shown the authority to act for the person' },
  document: { assurance: 2, says: 'A document was looked at, after a recorded doubt (Art. 12(6))' },
} as const satisfies Record<string, { readonly assurance: Assurance; readonly says: string }>;
/** A method of identification. */
export type Method = keyof typeof METHODS;

/** What each right needs: more where a stranger would learn, change or destroy something, none where nobody can lose. */
const NEEDS = {
  information: 0,
  access: 2,
  rectification: 2,
  erasure: 2,
  restriction: 1,
  portability: 2,
  objection: 1,
  withdrawal: 1,
  review: 1,
  complaint: 1,
} as const satisfies Record<RequestType, 0 | Assurance>;

/** True when a right is served only to an identified person; an objection to marketing is followed at once (Art. 21(3)). */
export function needsIdentification({ type, marketing, duty }: NeedsOf): boolean {
  return NEEDS[type] > 0 && marketing !== true && !duty;
}

interface NeedsOf {
  readonly type: RequestType;
  readonly marketing?: true;
  /** A duty of the business itself, which nobody has asked for. */
  readonly duty?: unknown;
}

/** Methods that suffice for a right. */
export function sufficientMethods(type: RequestType): readonly Method[] {
  return (Object.keys(METHODS) as Method[]).filter((method) => METHODS[method].assurance >= NEEDS[type]);
}

/** `rule.violated` for a method that is too weak for the right, naming those that suffice. */
export function checkMethod(type: RequestType, method: Method): void {
  const sufficient = sufficientMethods(type);
  if (sufficient.includes(method)) return;
  throw new Problem('rule.violated', {
    detail: `Use one of: ${sufficient.join(', ')}.`,
    violations: [{ pointer: '/method', rule: 'sufficient for the right' }],
  });
}
