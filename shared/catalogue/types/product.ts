import * as z from 'zod';
import { recordType } from '../declaration.ts';
import { currency, minorUnits, text } from '../values.ts';

const plain = {
  kind: 'plain',
  whose: 'organisation',
  purpose: 'product-catalogue',
  basis: 'legitimate-interests',
  retention: 'catalogue',
  onErasure: 'anonymise',
} as const;

/** Something that is sold. */
export const product = recordType({
  type: 'product',
  plural: 'products',
  title: 'Product',
  schemaVersion: 1,
  home: { in: 'nobody' },
  fields: {
    name: { ...plain, schema: text(200), group: 'logistics' },
    packaging: { ...plain, schema: text(200).optional(), group: 'logistics' },
    unitPrice: { ...plain, schema: minorUnits.optional(), group: 'commercial', sortable: true },
    currency: { ...plain, schema: currency.default('EUR'), group: 'commercial' },
    unitsInStock: {
      ...plain,
      schema: z.int().min(0).max(1e9).optional(),
      group: 'logistics',
      sortable: true,
    },
    discontinued: { ...plain, schema: z.boolean().default(false), group: 'logistics', sortable: true },
  },
});
