import type { Id } from '../kernel/ids.ts';
import type { Language } from '../rights/letters/content.ts';
import type { Channel } from '../rights/request/model.ts';
import type { RequestType } from '../rights/rights.ts';

/** What became of an arrival; `held`: the vendor could not tell which business is meant, and the 72 hours run. */
export const ARRIVAL_STATES = {
  open: 'Waits for an officer to say which rights are meant',
  turned: 'Requests were opened from it',
  held: 'The business that is named is not known; waits to be passed on',
  forwarded: 'Passed on to the business',
  closed: 'Closed without a request, with a reason',
} as const;
/** A state of an arrival. */
export type ArrivalState = keyof typeof ARRIVAL_STATES;

/** Through which door it came; `system`: the business's own, such as the bot of its account in a messenger. */
export const DOORS = ['inbox', 'form', 'vendor', 'system'] as const;
/** A door. */
export type Door = (typeof DOORS)[number];

/** What an officer has to know about a message before opening it; each leaves the decision to a person. */
export const FINDINGS = {
  encrypted: 'The text is encrypted; the original can be fetched',
  malformed: 'The message could not be read; the original can be fetched',
  oversized: 'Larger than is read here; the original can be fetched',
  'no-text': 'There is no text; what is asked may be in an attachment',
  'no-sender': 'There is no address to answer to',
  virus: 'The scan found something dangerous in it',
  spam: 'The scan takes it for spam',
  forged: 'The domain of the sender says that it did not send it',
} as const;
/** A finding. */
export type Finding = keyof typeof FINDINGS;

/** Findings that leave a message unanswered: its sender is not who wrote it, or wants an answer for another reason. */
export const UNANSWERED: readonly Finding[] = ['virus', 'spam', 'forged', 'no-sender'];

/** Why an arrival is closed without a request. */
export const CLOSINGS = ['no-request', 'spam', 'answered', 'not-ours'] as const;
/** A reason of closing. */
export type Closing = (typeof CLOSINGS)[number];

/** An identifier as a request takes it. */
export interface Identifier {
  readonly kind: 'email' | 'phone' | 'name' | 'externalId';
  readonly value: string;
}

/** What is sealed of an arrival, under a key of its own that ends with its last request. */
export interface ArrivalContent {
  readonly wording?: string;
  readonly subject?: string;
  readonly name?: string;
  readonly replyTo?: string;
  /** What the person gave to be found by; the sender's address counts as given. */
  readonly identifiers: readonly Identifier[];
  /** Found in the text: for the officer to take over or to leave. */
  readonly suggestions: readonly Identifier[];
  readonly attachments: readonly Attachment[];
  /** How the person named the business, when the vendor received it. */
  readonly business?: string;
}

/** An attachment as its mail describes it; its bytes are in the sealed original. */
export interface Attachment {
  readonly name: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
}

/** A message as it reached a door, taken apart. */
export interface Arrival {
  readonly door: Door;
  readonly channel: Extract<Channel, 'email' | 'form' | 'messenger'>;
  /** Arrival at the door (RFC 3339): the clocks start here. */
  readonly receivedAt: string;
  readonly content: ArrivalContent;
  readonly findings: readonly Finding[];
  /** Rights that the person has ticked; without any the text decides what is proposed. */
  readonly rights: readonly RequestType[];
  /** Until when it has to reach the business, for what the vendor has received (RFC 3339). */
  readonly forwardBy?: string;
  /** True: which business is meant has to be found out first. */
  readonly held?: true;
  readonly language?: Language;
  /** What the sender's mail program calls the message; the same again is the same message. */
  readonly messageId?: string;
  /** What the door calls the delivery: one that is repeated after a crash goes on where it stopped. */
  readonly delivery: string;
  /** The message as it arrived, when it is kept. */
  readonly original?: () => AsyncIterable<Uint8Array>;
}

/** An arrival as it is stored: opaque ids, states, times and counts; everything else is sealed. */
export interface ArrivalItem {
  readonly id: Id;
  readonly state: ArrivalState;
  readonly door: Door;
  readonly channel: Arrival['channel'];
  readonly forwardBy?: string;
  readonly version: number;
  readonly receivedAt: string;
  readonly createdAt: string;
  readonly language: Language;
  readonly proposals: readonly RequestType[];
  readonly findings: readonly Finding[];
  readonly attachments: number;
  /** Requests that were opened from it. */
  readonly requests: readonly Id[];
  /** How often the person wrote the same again. */
  readonly repeats: number;
  /** Owner key of the content and of the sealed original. */
  readonly key: Id;
  readonly content?: Uint8Array;
  /** Sealed originals in the vault. */
  readonly originals: readonly string[];
  /** Tokens by which the same delivery and the same message are recognised. */
  readonly marks: readonly string[];
  /** The token by which the sender's next message joins this one, while it waits. */
  readonly sender?: string;
  /** When a member opened it first. */
  readonly seenAt?: string;
  readonly endedAt?: string;
  readonly closedAs?: Closing;
  readonly keyEndedAt?: string;
}
