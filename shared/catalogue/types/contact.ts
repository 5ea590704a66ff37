import { recordType } from '../declaration.ts';
import { address, date, emailAddress, phoneNumber, recordReference, text } from '../values.ts';

/** Common to a contact's fields: held to serve the customer that the person belongs to. */
const held = { purpose: 'customer-care', basis: 'contract', retention: 'relationship' } as const;
const personal = { ...held, kind: 'personal', whose: 'self', onErasure: 'erase' } as const;
const plain = { ...held, kind: 'plain', whose: 'self', onErasure: 'erase' } as const;

/** A natural person a business deals with. */
export const contact = recordType({
  type: 'contact',
  plural: 'contacts',
  title: 'Contact',
  schemaVersion: 1,
  home: { in: 'own' },
  fields: {
    name: { ...personal, schema: text(200), group: 'identity', lookup: 'name' },
    jobTitle: { ...personal, schema: text(100).optional(), group: 'identity' },
    email: { ...personal, schema: emailAddress.optional(), group: 'contact', lookup: 'email' },
    phone: { ...personal, schema: phoneNumber.optional(), group: 'contact', lookup: 'phone' },
    fax: { ...personal, schema: phoneNumber.optional(), group: 'contact' },
    address: { ...personal, schema: address.optional(), group: 'contact' },
    remark: { ...personal, schema: text(4000).optional(), origin: 'derived', group: 'content' },
    employer: {
      ...plain,
      schema: recordReference.optional(),
      whose: 'link',
      refersTo: ['customer'],
      group: 'commercial',
    },
    source: { ...plain, schema: text(100).optional(), origin: 'derived', group: 'identity' },
    relationshipEndedOn: {
      ...plain,
      schema: date.optional(),
      origin: 'derived',
      group: 'commercial',
      sortable: true,
    },
  },
});
