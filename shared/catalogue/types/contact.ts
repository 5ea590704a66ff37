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
  title: { en: 'Contact', de: 'Kontakt', fr: 'Contact' },
  schemaVersion: 1,
  home: { in: 'own' },
  fields: {
    name: {
      title: { en: 'Name', de: 'Name', fr: 'Nom' },
      ...personal,
      schema: text(200),
      group: 'identity',
      lookup: 'name',
    },
    jobTitle: {
      title: { en: 'Job title', de: 'Berufsbezeichnung', fr: 'Fonction' },
      ...personal,
      schema: text(100).optional(),
      group: 'identity',
    },
    email: {
      title: { en: 'E-mail address', de: 'E-Mail-Adresse', fr: 'Adresse électronique' },
      ...personal,
      schema: emailAddress.optional(),
      group: 'contact',
      lookup: 'email',
    },
    phone: {
      title: { en: 'Telephone', de: 'Telefon', fr: 'Téléphone' },
      ...personal,
      schema: phoneNumber.optional(),
      group: 'contact',
      lookup: 'phone',
    },
    fax: {
      title: { en: 'Fax', de: 'Fax', fr: 'Télécopie' },
      ...personal,
      schema: phoneNumber.optional(),
      group: 'contact',
    },
    address: {
      title: { en: 'Address', de: 'Anschrift', fr: 'Adresse' },
      ...personal,
      schema: address.optional(),
      group: 'contact',
    },
    remark: {
      title: { en: 'Remark', de: 'Bemerkung', fr: 'Remarque' },
      ...personal,
      schema: text(4000).optional(),
      origin: 'derived',
      group: 'content',
    },
    employer: {
      title: { en: 'Employer', de: 'Arbeitgeber', fr: 'Employeur' },
      ...plain,
      schema: recordReference.optional(),
      whose: 'link',
      refersTo: ['customer'],
      group: 'commercial',
    },
    source: {
      title: { en: 'Source', de: 'Herkunft', fr: 'Source' },
      ...plain,
      schema: text(100).optional(),
      origin: 'derived',
      group: 'identity',
    },
    relationshipEndedOn: {
      title: { en: 'End of the relationship', de: 'Ende der Geschäftsbeziehung', fr: 'Fin de la relation' },
      ...plain,
      schema: date.optional(),
      origin: 'derived',
      group: 'commercial',
      sortable: true,
    },
  },
});
