import type { FieldGroup, LegalBasis, Purpose } from '../catalogue/vocabulary.ts';
import type { Use } from '../subjects/uses.ts';

/** A question of the business: on whom may data be used like that? */
export interface Audience {
  readonly says: string;
  readonly use: Use;
  readonly purpose: Purpose;
  /** Bases that the use can rest on; whoever stopped it on one of them is left out. */
  readonly bases: readonly LegalBasis[];
  /** Groups of fields that the use needs. */
  readonly groups: readonly FieldGroup[];
  /** True: only people whose consent to the purpose is in force. */
  readonly consented: boolean;
}

/** Every audience by its name. */
export const AUDIENCES = {
  campaign: {
    says: 'Whom a campaign may be sent to',
    use: 'send',
    purpose: 'marketing',
    // An objection to what rests on interests is heeded although consent would suffice (Art. 21(2)-(3)).
    bases: ['consent', 'legitimate-interests'],
    groups: ['identity', 'contact'],
    consented: true,
  },
  scoring: {
    says: 'Whom a program may rank or judge (Art. 22)',
    use: 'decide',
    purpose: 'customer-care',
    bases: ['legitimate-interests'],
    groups: ['identity', 'contact', 'commercial', 'financial', 'logistics', 'content'],
    consented: false,
  },
} as const satisfies Record<string, Audience>;
/** The name of an audience. */
export type AudienceName = keyof typeof AUDIENCES;
