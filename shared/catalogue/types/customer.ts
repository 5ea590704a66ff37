import * as z from 'zod';
import { recordType } from '../declaration.ts';
import { address, country, recordReference, text } from '../values.ts';

const held = { purpose: 'customer-care', basis: 'contract', retention: 'relationship' } as const;
const organisation = {
  ...held,
  kind: 'confidential',
  whose: 'organisation',
  onErasure: 'anonymise',
} as const;
const plain = { ...held, kind: 'plain', whose: 'organisation', onErasure: 'anonymise' } as const;
const personal = { ...held, kind: 'personal', whose: 'self', onErasure: 'erase' } as const;

/** A business that buys: the organisation is confidential, its contact person and a sole trader are personal. */
export const customer = recordType({
  type: 'customer',
  plural: 'customers',
  title: { en: 'Customer', de: 'Kunde', fr: 'Client' },
  schemaVersion: 1,
  home: { in: 'field', field: 'soleTrader' },
  fields: {
    companyName: {
      title: { en: 'Company name', de: 'Firma', fr: 'Raison sociale' },
      ...organisation,
      schema: text(200).optional(),
      group: 'commercial',
    },
    address: {
      title: { en: 'Address', de: 'Anschrift', fr: 'Adresse' },
      ...organisation,
      schema: address.optional(),
      group: 'commercial',
    },
    tradingName: {
      title: { en: 'Trading name', de: 'Geschäftsbezeichnung', fr: 'Nom commercial' },
      ...personal,
      schema: text(200).optional(),
      group: 'identity',
    },
    tradingAddress: {
      title: { en: 'Trading address', de: 'Geschäftsanschrift', fr: 'Adresse professionnelle' },
      ...personal,
      schema: address.optional(),
      group: 'contact',
    },
    soleTrader: {
      title: { en: 'Sole trader', de: 'Einzelunternehmer', fr: 'Entrepreneur individuel' },
      ...plain,
      schema: recordReference.optional(),
      whose: 'link',
      refersTo: ['contact'],
      onErasure: 'erase',
      group: 'commercial',
    },
    contactPerson: {
      title: { en: 'Contact person', de: 'Ansprechperson', fr: 'Interlocuteur' },
      ...plain,
      schema: recordReference.optional(),
      whose: 'link',
      refersTo: ['contact'],
      onErasure: 'erase',
      group: 'commercial',
    },
    country: {
      title: { en: 'Country', de: 'Land', fr: 'Pays' },
      ...plain,
      schema: country.optional(),
      group: 'commercial',
      sortable: true,
    },
    status: {
      title: { en: 'Status', de: 'Status', fr: 'Statut' },
      ...plain,
      schema: z.enum(['prospect', 'active', 'former']).default('active'),
      origin: 'derived',
      group: 'commercial',
      sortable: true,
    },
  },
});
