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
  person: {
    name: 'Mark that a person was erased',
    holds: 'An opaque id and the time of the erasure; no key, no value',
    purpose: 'Keeping the id from being given again',
    legalBasis: 'Art. 6(1)(c), 17(1), 5(2)',
    end: 'None of its own: nothing leads from it to anybody',
    foundBy: 'The opaque id',
  },
} as const satisfies Record<string, Staying>;
