import type { Id, RecordId, SubjectId } from '../../kernel/ids.ts';
import type { Agency } from './agency.ts';
import type { Duty } from './duties.ts';
import type { Doubt } from './doubts.ts';
import type { Evidence } from './evidence-item.ts';
import type { Method } from './methods.ts';
import type { Extension } from '../deadlines/extension.ts';
import type { Suspension } from '../deadlines/suspension.ts';
import type { Language } from '../letters/content.ts';
import type { CopyCost } from '../letters/fee.ts';
import type { NotFeasible } from '../letters/transfer.ts';
import type { Outcome } from '../letters/concluded.ts';
import type { RequestState } from './life-cycle.ts';
import type { RequestType } from '../rights.ts';

/** How a request reached the business (DSR-07: no form is forced on anybody). */
export const CHANNELS = ['api', 'form', 'email', 'phone', 'post', 'in-person', 'messenger'] as const;
/** A channel. */
export type Channel = (typeof CHANNELS)[number];

/** What a request can wait for. */
export const BLOCKERS = {
  hold: 'A hold: the data are evidence',
  authority: 'A court or an authority has to answer',
  recipient: 'A processor or recipient has to act',
  system: 'Another system or a paper file has to be worked through',
} as const;
/** Something that a request waits for. */
export type BlockedBy = keyof typeof BLOCKERS;

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
  readonly method: Method;
  readonly at: string;
  /** Principal who recorded it, and the other one who approved a call-back. */
  readonly recordedBy?: string;
  readonly approvedBy?: string;
}

/** A fee for a further copy (Art. 15(3)); the amount is in minor units of its currency. */
export interface Fee {
  readonly amount: number;
  readonly currency: string;
  readonly costs: readonly CopyCost[];
  readonly askedAt: string;
  /** The copy is made once the fee was paid, or waived. */
  readonly settled?: 'paid' | 'waived';
}

/** The person's wish that the data go straight to another controller (Art. 20(2)), and what became of it. */
export interface TransferWish {
  /** The controller, as it is in the register of recipients. */
  readonly recipient: Id;
  readonly wishedAt: string;
  readonly state: 'wished' | 'made' | 'refused';
  readonly reason?: NotFeasible;
}

/** A request as it is stored; opaque ids, states and times only, its content is sealed. */
export interface RequestItem {
  readonly id: Id;
  readonly type: RequestType;
  readonly state: RequestState;
  readonly version: number;
  /** `internal`: nobody has made it; the business acts upon a duty of its own. */
  readonly channel: Channel | 'internal';
  readonly duty?: Duty;
  /** Arrival at an official channel: the clocks start here, also when nobody has looked (DSR-07, DSR-09). */
  readonly receivedAt: string;
  readonly openedBy: string;
  readonly createdAt: string;
  /** Calendar of the clocks: country of the business. */
  readonly calendar: string;
  /** Zone (IANA) in which its days are read, where it is not that of the calendar. */
  readonly timeZone?: string;
  readonly dueByLaw: string;
  readonly dueByPromise: string;
  /** The person, once one is chosen. */
  readonly subject?: SubjectId;
  /** People who answer to the identifiers. */
  readonly candidates: readonly SubjectId[];
  readonly identification?: Identification;
  /** Why it is reasonable to doubt who asks; without one nobody is asked for a document (Art. 12(6)). */
  readonly doubt?: Doubt;
  readonly evidence?: Evidence;
  /** Somebody who asks on the person's behalf. */
  readonly agent?: Agency;
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
  /** An objection to direct marketing, which is followed without being weighed (Art. 21(3)). */
  readonly marketing?: true;
  /** What it restricted has been lifted. */
  readonly lifted?: true;
  readonly fee?: Fee;
  readonly transfer?: TransferWish;
  /** When the person was asked something last. */
  readonly askedAt?: string;
  /** Tasks that keep it from being done, though everything else is. */
  readonly tasksLeft?: readonly Id[];
  /** When its state changed last, or its work was begun anew. */
  readonly movedAt?: string;
  /** How often what stood still was begun anew, and when it is tried again by itself. */
  readonly restarts?: number;
  readonly nextTryAt?: string;
  /** The officer who sees to it, and the one who does when that one is away. */
  readonly assignee?: Id;
  readonly deputy?: Id;
  /** What it waits for, and until when somebody should look again. */
  readonly blocked?: { readonly by: BlockedBy; readonly until?: string };
  /** What a person decided about a contested decision or a complaint. */
  readonly outcome?: Outcome;
  /** Clocks of the times before it was taken up again. */
  readonly reopened?: readonly {
    readonly receivedAt: string;
    readonly dueByLaw: string;
    readonly closedAt: string;
  }[];
  /** Somebody follows it by a standard, and is told of its steps. */
  readonly followed?: true;
  /** When the request's own key was destroyed. */
  readonly keyEndedAt?: string;
}

/** What an erasure does with one thing, and why. */
export interface PlanItem {
  readonly id: Id;
  /**
   * `record`: a record of the person; `mention`: another record that names the person; `file`: stored bytes; `proof`:
   * what proves a consent or an objection, in the person's partition under the last part of `target`.
   */
  readonly of: 'record' | 'mention' | 'file' | 'proof';
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
  /** Holds that cover it, each with the id of the sealed copy that stays until its release. */
  readonly held?: readonly { readonly hold: Id; readonly ground: string; readonly newId: Id }[];
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
