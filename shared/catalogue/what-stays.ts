/** One kind of thing that stays about somebody who was erased: pseudonymous personal data all the same (Recital 26). */
export interface Staying {
  readonly name: string;
  readonly holds: string;
  readonly purpose: string;
  readonly legalBasis: string;
  readonly end: string;
  /** The only way to it. */
  readonly foundBy: string;
}

/** What stays after an erasure, for the data map; a person who is held again learns it with the copy of the data. */
export const WHAT_STAYS = {
  tombstone: {
    name: 'Mark of an erased identifier',
    holds: 'A keyed token of an e-mail address, a telephone number or an external id; never the value',
    purpose: 'Keeping old imports and restored backups from bringing back what was erased',
    legalBasis: 'Art. 6(1)(c), 17(1), 5(2)',
    end: '42 days after the erasure, a week after the last older backup is gone',
    foundBy: 'The identifier itself, as an import brings it',
  },
  suppression: {
    name: 'Mark of an address that must not be used for marketing',
    holds:
      'A keyed token of an e-mail address or a telephone number, why and since when; never the value, nor an id',
    purpose: 'Heeding an objection or a withdrawal when somebody under the same address is met again',
    legalBasis: 'Art. 6(1)(c), 7(3), 21(1), 21(3)',
    end: '3 years after the objection or withdrawal, after the erasure of whoever objected, or with a fresh consent',
    foundBy: 'The address itself, as a new person or an import brings it',
  },
  kept: {
    name: 'Record that a statute keeps',
    holds: 'What the statute needs of an invoice, sealed under a key of its own',
    purpose: 'Keeping the books that the law demands',
    legalBasis: 'Art. 6(1)(c), 17(3)(b)',
    end: 'The day that the statute names',
    foundBy: 'Its number, by finance and the officer',
  },
  proof: {
    name: 'Proof of a consent or of an objection',
    holds: 'What was consented or objected to, when and how, sealed under a key of its own',
    purpose: 'Proving that processing was allowed, or that it ended',
    legalBasis: 'Art. 6(1)(f), 7(1), 5(2), 17(3)(e)',
    end: 'The end of the limitation period',
    foundBy: 'The number of the receipt, by the officer',
  },
  receipt: {
    name: 'Receipt of the erasure, and its supplements',
    holds: 'Opaque ids, grounds, statutes, counts and times; names of recipients, sealed',
    purpose: 'Proving the erasure, to the person and to an authority',
    legalBasis: 'Art. 6(1)(c), 5(2), 17(3)(b)',
    end: 'None of its own: it names nobody',
    foundBy: 'The request, or its number and secret',
  },
  request: {
    name: 'Record of a request, with its case file',
    holds:
      'Ids, states, days, decisions and digests of letters; what the person wrote went with the closing letter',
    purpose: 'Proving that a right was served, and in time',
    legalBasis: 'Art. 6(1)(c), 5(2), 12(3)-(4)',
    end: 'Three years after the closing; later while a hold or an open complaint needs it',
    foundBy: 'Its number, by members who handle requests',
  },
  identification: {
    name: 'Outcome of an identification',
    holds:
      'How the person was identified or which document was asked for, when and by whom; never the document',
    purpose: 'Proving that nobody else was given or changed the data',
    legalBasis: 'Art. 6(1)(c), 5(2), 12(6), 32(1)',
    end: 'With the record of its request',
    foundBy: 'The record of its request',
  },
  mandate: {
    name: 'Mandate of an agent',
    holds: 'Who asked on the person’s behalf, and what showed the authority, sealed under a key of its own',
    purpose: 'Proving that an agent was authorised',
    legalBasis: 'Art. 6(1)(f), 5(2)',
    end: 'With the record of its request',
    foundBy: 'The record of its request, by the officer',
  },
  person: {
    name: 'Mark that a person was erased',
    holds: 'An opaque id and the time of the erasure; no key, no value',
    purpose: 'Keeping the id from being given again',
    legalBasis: 'Art. 6(1)(c), 17(1), 5(2)',
    end: 'None of its own: nothing leads from it to anybody',
    foundBy: 'The opaque id',
  },
} as const satisfies Record<string, Staying>;
