/** Why data is held; the closed list has no sale and no advertising for others (TEN-04). */
export const PURPOSES = {
  'customer-care': 'Knowing and serving customers and their contacts',
  'order-fulfilment': 'Taking, delivering and servicing orders',
  invoicing: 'Invoicing and collecting payment',
  accounting: 'Keeping the books that the law demands',
  'product-catalogue': 'Describing and stocking what is sold',
  security: 'Keeping the service and its data safe',
  'rights-handling': 'Serving the rights of data subjects',
  marketing:
    'Telling customers about the business’s own goods; only with consent or until objection (Art. 21(2))',
} as const;
/** A purpose of the closed list. */
export type Purpose = keyof typeof PURPOSES;

/** The six legal bases of Art. 6(1) GDPR. */
export const LEGAL_BASES = {
  consent: 'Art. 6(1)(a)',
  contract: 'Art. 6(1)(b)',
  'legal-obligation': 'Art. 6(1)(c)',
  'vital-interests': 'Art. 6(1)(d)',
  'public-task': 'Art. 6(1)(e)',
  'legitimate-interests': 'Art. 6(1)(f)',
} as const;
/** A legal basis of Art. 6(1). */
export type LegalBasis = keyof typeof LEGAL_BASES;

/** How long a class of data is kept and what starts the period (RET-01); `years` counts from the anchor. */
export const RETENTION_CLASSES = {
  relationship: {
    years: 3,
    anchor: 'end of the relationship',
    says: 'three years after the relationship ends',
  },
  financial: { years: 7, anchor: 'end of the fiscal year', says: 'as long as tax law demands' },
  operational: { years: 3, anchor: 'last change', says: 'three years after the last change' },
  catalogue: { years: undefined, anchor: 'end of use', says: 'as long as it is in use' },
  request: { years: 3, anchor: 'closing of the request', says: 'three years after the request was closed' },
} as const satisfies Record<string, { years: number | undefined; anchor: string; says: string }>;
/** A retention class. */
export type RetentionClass = keyof typeof RETENTION_CLASSES;

/**
 * What a field is: `personal` (Art. 4(1)), `special` (Art. 9), `confidential` (a secret of the business), `plain`.
 * The first two are sealed under their owner's key, `confidential` under the tenant's own key.
 */
export type FieldKind = 'personal' | 'special' | 'confidential' | 'plain';

/** Whose a field is: the person that the record is about, a reference to somebody's record, or the organisation. */
export type Whose = 'self' | 'link' | 'organisation';

/** Where a value comes from: the right to portability covers what the person provided, by acts as well (WP 242). */
export const ORIGINS = {
  provided: 'The person gave it',
  observed: 'It was recorded of what the person did, such as orders and their dates',
  derived: 'The business made it: computed, assigned or noted by its staff',
} as const;
/** An origin of a value. */
export type Origin = keyof typeof ORIGINS;

/** Groups that roles see or do not see. */
export const FIELD_GROUPS = [
  'identity',
  'contact',
  'commercial',
  'financial',
  'logistics',
  'content',
] as const;
/** A group of fields in the permission matrix. */
export type FieldGroup = (typeof FIELD_GROUPS)[number];

/** How a value is normalised before it becomes a lookup token. */
export type LookupKind = 'email' | 'phone' | 'name' | 'number';

/** What lets restricted data be used nevertheless (Art. 18(2)). */
export const EXCEPTIONS = {
  consent: 'The person has consented to this use',
  'legal-claims': 'Establishing, exercising or defending legal claims',
  'others-rights': 'Protecting the rights of another natural or legal person',
  'public-interest': 'Important public interest of the Union or of a member state',
} as const;
/** An exception of Art. 18(2) that a caller relies on. */
export type Exception = keyof typeof EXCEPTIONS;
