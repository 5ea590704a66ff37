import type { FactsOf, LetterName } from '../../../shared/rights/letters/write-letter.ts';

const letter = { business: 'Lindqvist & Daughters', reference: '01JABCDEFGHJKMNPQRSTVWXYZ0' };
const complaint = { residence: 'FR', established: 'DE' } as const;

export const LINK = 'https://rights.example.org/c/verify-token';
export const CODE = '48151623';

/** Facts of every letter, with values that show where they went. */
export const FACTS: { readonly [Name in LetterName]: FactsOf<Name> } = {
  received: {
    ...letter,
    type: 'access',
    receivedOn: '2025-03-05',
    dueByPromise: '2025-04-04',
    dueByLaw: '2025-04-07',
  },
  'please-specify': { ...letter, asks: ['person', 'scope'], clockStops: true },
  'show-document': { ...letter, clockStops: true, complaint },
  link: { ...letter, purpose: 'verify', url: LINK, validUntil: '2025-03-12T10:00:00Z' },
  code: { ...letter, code: CODE, validMinutes: 15 },
  extended: { ...letter, type: 'access', reasons: ['complexity'], dueByLaw: '2025-06-05', complaint },
  released: {
    ...letter,
    of: 'access',
    handOver: { by: 'link', url: LINK, validUntil: '2025-04-12T10:00:00Z' },
    complaint,
  },
  fee: {
    ...letter,
    amount: 1250,
    currency: 'EUR',
    costs: ['copying', 'postage'],
    firstOn: '2025-01-15',
    payBy: '2025-03-19',
    complaint,
  },
  transferred: { ...letter, receiver: 'Atelier Moreau', validUntil: '2025-04-12T10:00:00Z', complaint },
  'transfer-refused': { ...letter, receiver: 'Atelier Moreau', reason: 'no-secure-way', complaint },
  'transfer-link': { ...letter, url: LINK, validUntil: '2025-04-12T10:00:00Z', complaint },
  'transfer-code': {
    ...letter,
    receiver: 'Atelier Moreau',
    code: CODE,
    validUntil: '2025-03-15T10:00:00Z',
  },
  'erasure-done': {
    ...letter,
    erasedOn: '2025-03-20',
    copiesGoneBy: '2025-04-24',
    kept: [
      {
        what: 'Invoice',
        article: '17(3)(b)',
        law: { statute: '§ 147(3) AO', country: 'DE', until: '2033-12-31' },
      },
      {
        what: 'Proof',
        article: '17(3)(e)',
        law: { statute: '§ 195 BGB', country: 'DE', until: '2028-12-31' },
      },
      { what: 'Note', article: '17(3)(e)' },
    ],
    receipt: { number: '01JABCDEFGHJKMNPQRSTVWXYZ1', url: LINK },
    complaint,
  },
  refused: { ...letter, type: 'erasure', reasons: ['legal-claims'], complaint },
  'nothing-found': { ...letter, complaint },
  cancelled: { ...letter, complaint },
  'carried-out': { ...letter, type: 'rectification', told: 2, complaint },
  concluded: { ...letter, outcome: 'upheld', explanation: 'The score was right.', complaint },
  lifting: { ...letter, complaint },
  'not-identifiable': { ...letter, complaint },
  expired: { ...letter, complaint },
};

/** Letters that refuse or close: each names authority and court. */
export const ANSWERS = [
  'released',
  'fee',
  'transferred',
  'transfer-refused',
  'erasure-done',
  'refused',
  'nothing-found',
  'cancelled',
  'carried-out',
  'concluded',
  'lifting',
  'not-identifiable',
  'expired',
] as const;
