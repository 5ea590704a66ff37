import * as z from 'zod';
import { recordType } from '../declaration.ts';
import { address, country, currency, date, minorUnits, recordReference, text } from '../values.ts';

const held = { purpose: 'order-fulfilment', basis: 'contract', retention: 'relationship' } as const;
const plain = { ...held, kind: 'plain', whose: 'organisation', onErasure: 'anonymise' } as const;
const personal = { ...held, kind: 'personal', whose: 'self', onErasure: 'erase' } as const;
const link = { ...plain, schema: recordReference.optional(), whose: 'link', onErasure: 'erase' } as const;

/** One line of an order. */
const line = z.strictObject({
  product: recordReference.optional(),
  text: text(200).optional(),
  quantity: z.number().positive().max(1e9),
  unitPrice: minorUnits,
  /** Share of the price, 0 to 1. */
  discount: z.number().min(0).max(1).default(0),
});

/** What a customer ordered, placed by a person. */
export const order = recordType({
  type: 'order',
  plural: 'orders',
  title: 'Order',
  schemaVersion: 1,
  home: { in: 'field', field: 'orderedBy' },
  fields: {
    orderedBy: { ...link, refersTo: ['contact'], group: 'commercial' },
    customer: { ...link, refersTo: ['customer'], group: 'commercial' },
    orderedOn: { ...plain, schema: date, group: 'commercial', sortable: true },
    requiredOn: { ...plain, schema: date.optional(), group: 'logistics', sortable: true },
    shippedOn: { ...plain, schema: date.optional(), group: 'logistics', sortable: true },
    status: {
      ...plain,
      schema: z.enum(['open', 'shipped', 'cancelled']).default('open'),
      group: 'logistics',
      sortable: true,
    },
    currency: { ...plain, schema: currency.default('EUR'), group: 'commercial' },
    lines: { ...plain, schema: z.array(line).max(200).default([]), group: 'commercial' },
    freight: { ...plain, schema: minorUnits.optional(), group: 'logistics' },
    shipCountry: { ...plain, schema: country.optional(), group: 'logistics', sortable: true },
    shipToName: { ...personal, schema: text(200).optional(), group: 'logistics' },
    shipToAddress: { ...personal, schema: address.optional(), group: 'logistics' },
  },
});
