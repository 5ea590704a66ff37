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
  title: { en: 'Product', de: 'Produkt', fr: 'Produit' },
  schemaVersion: 1,
  home: { in: 'nobody' },
  fields: {
    name: { title: { en: 'Name', de: 'Name', fr: 'Nom' }, ...plain, schema: text(200), group: 'logistics' },
    packaging: {
      title: { en: 'Packaging', de: 'Verpackung', fr: 'Conditionnement' },
      ...plain,
      schema: text(200).optional(),
      group: 'logistics',
    },
    unitPrice: {
      title: { en: 'Unit price', de: 'Stückpreis', fr: 'Prix unitaire' },
      ...plain,
      schema: minorUnits.optional(),
      group: 'commercial',
      sortable: true,
    },
    currency: {
      title: { en: 'Currency', de: 'Währung', fr: 'Devise' },
      ...plain,
      schema: currency.default('EUR'),
      group: 'commercial',
    },
    unitsInStock: {
      title: { en: 'Units in stock', de: 'Lagerbestand', fr: 'Unités en stock' },
      ...plain,
      schema: z.int().min(0).max(1e9).optional(),
      group: 'logistics',
      sortable: true,
    },
    discontinued: {
      title: { en: 'Discontinued', de: 'Eingestellt', fr: 'Arrêté' },
      ...plain,
      schema: z.boolean().default(false),
      group: 'logistics',
      sortable: true,
    },
  },
});
