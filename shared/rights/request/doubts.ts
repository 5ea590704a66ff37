/** What makes a doubt about who asks reasonable; a document may be asked for on nothing less (Art. 12(6)). */
export const DOUBTS = {
  'contradictory-identifiers': 'The details that were given belong to different people',
  'new-contact-data': 'The contact data on file were changed shortly before',
  'signs-of-impersonation': 'Wording, language or behaviour point to somebody else',
  'shared-mailbox': 'Several people use the mailbox or number on file',
  'wrong-codes': 'Wrong codes were entered',
  disputed: 'The person says not to have asked',
  'authority-of-agent': 'It is not clear that the agent acts for the person',
} as const;
/** A reason to doubt. */
export type DoubtReason = keyof typeof DOUBTS;

/** A recorded doubt; its note is sealed under the request's key. */
export interface Doubt {
  readonly reason: DoubtReason;
  readonly at: string;
  readonly by: string;
}

/** Ordinary ways to reach the person; a document is the last resort. */
export const ORDINARY = ['mailbox-code', 'call-back'] as const;
/** An ordinary way. */
export type Ordinary = (typeof ORDINARY)[number];

/** Why an ordinary way cannot be gone although there is one on file. */
export const IMPOSSIBLE = {
  lost: 'The person has no access to it any more',
  shared: 'Others have access to it as well',
  unreachable: 'Nobody answers, or mails come back',
  contested: 'It was changed shortly before',
} as const;
/** Why a way is impossible. */
export type WhyImpossible = keyof typeof IMPOSSIBLE;
