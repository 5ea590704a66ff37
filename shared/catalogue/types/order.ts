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
  title: { en: 'Order', de: 'Bestellung', fr: 'Commande' },
  schemaVersion: 1,
  home: { in: 'field', field: 'orderedBy' },
  fields: {
    orderedBy: {
      title: { en: 'Ordered by', de: 'Bestellt von', fr: 'Commandé par' },
      ...link,
      refersTo: ['contact'],
      group: 'commercial',
    },
    customer: {
      title: { en: 'Customer', de: 'Kunde', fr: 'Client' },
      ...link,
      refersTo: ['customer'],
      group: 'commercial',
    },
    orderedOn: {
      title: { en: 'Ordered on', de: 'Bestellt am', fr: 'Commandé le' },
      ...plain,
      schema: date,
      group: 'commercial',
      sortable: true,
    },
    requiredOn: {
      title: { en: 'Required on', de: 'Benötigt am', fr: 'Souhaité le' },
      ...plain,
      schema: date.optional(),
      group: 'logistics',
      sortable: true,
    },
    shippedOn: {
      title: { en: 'Shipped on', de: 'Versandt am', fr: 'Expédié le' },
      ...plain,
      schema: date.optional(),
      group: 'logistics',
      sortable: true,
    },
    status: {
      title: { en: 'Status', de: 'Status', fr: 'Statut' },
      ...plain,
      schema: z.enum(['open', 'shipped', 'cancelled']).default('open'),
      group: 'logistics',
      sortable: true,
    },
    currency: {
      title: { en: 'Currency', de: 'Währung', fr: 'Devise' },
      ...plain,
      schema: currency.default('EUR'),
      group: 'commercial',
    },
    lines: {
      title: { en: 'Lines', de: 'Positionen', fr: 'Lignes' },
      ...plain,
      schema: z.array(line).max(200).default([]),
      group: 'commercial',
    },
    freight: {
      title: { en: 'Freight', de: 'Frachtkosten', fr: 'Frais de port' },
      ...plain,
      schema: minorUnits.optional(),
      group: 'logistics',
    },
    shipCountry: {
      title: { en: 'Country of delivery', de: 'Lieferland', fr: 'Pays de livraison' },
      ...plain,
      schema: country.optional(),
      group: 'logistics',
      sortable: true,
    },
    shipToName: {
      title: { en: 'Name for delivery', de: 'Name des Empfängers', fr: 'Nom du destinataire' },
      ...personal,
      schema: text(200).optional(),
      group: 'logistics',
    },
    shipToAddress: {
      title: { en: 'Address for delivery', de: 'Lieferanschrift', fr: 'Adresse de livraison' },
      ...personal,
      schema: address.optional(),
      group: 'logistics',
    },
  },
});
