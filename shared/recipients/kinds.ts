/** What a recipient is to the business: Art. 4(9), Art. 28, Art. 26. */
export const RECIPIENT_KINDS = ['recipient', 'processor', 'joint-controller'] as const;
/** A kind of recipient. */
export type RecipientKind = (typeof RECIPIENT_KINDS)[number];
