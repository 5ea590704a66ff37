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
  title: 'Customer',
  schemaVersion: 1,
  home: { in: 'field', field: 'soleTrader' },
  fields: {
    companyName: { ...organisation, schema: text(200).optional(), group: 'commercial' },
    address: { ...organisation, schema: address.optional(), group: 'commercial' },
    tradingName: { ...personal, schema: text(200).optional(), group: 'identity' },
    tradingAddress: { ...personal, schema: address.optional(), group: 'contact' },
    soleTrader: {
      ...plain,
      schema: recordReference.optional(),
      whose: 'link',
      refersTo: ['contact'],
      onErasure: 'erase',
      group: 'commercial',
    },
    contactPerson: {
      ...plain,
      schema: recordReference.optional(),
      whose: 'link',
      refersTo: ['contact'],
      onErasure: 'erase',
      group: 'commercial',
    },
    country: { ...plain, schema: country.optional(), group: 'commercial', sortable: true },
    status: {
      ...plain,
      schema: z.enum(['prospect', 'active', 'former']).default('active'),
      origin: 'derived',
      group: 'commercial',
      sortable: true,
    },
  },
});
