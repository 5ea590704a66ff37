import * as z from 'zod';
import { recordType } from '../declaration.ts';
import { address, currency, date, minorUnits, recordReference, text } from '../values.ts';

const held = { purpose: 'invoicing', basis: 'contract', retention: 'financial' } as const;
/** Art. 226 of Directive 2006/112/EC: an invoice shows its number, dates, both parties, what was sold and the tax. */
const needed = { ...held, onErasure: 'keep' } as const;
const plain = { ...needed, kind: 'plain', whose: 'organisation' } as const;
const personal = { ...needed, kind: 'personal', whose: 'self' } as const;
const link = {
  ...held,
  kind: 'plain',
  whose: 'link',
  onErasure: 'erase',
  schema: recordReference.optional(),
} as const;

/** One line of an invoice; a snapshot, so that a later change of the product does not rewrite history. */
const line = z.strictObject({
  text: text(200),
  quantity: z.number().positive().max(1e9),
  unitPrice: minorUnits,
  amount: minorUnits,
});

/** An invoice; once issued it is never changed, and tax law keeps what it needs of it. */
export const invoice = recordType({
  type: 'invoice',
  plural: 'invoices',
  title: { en: 'Invoice', de: 'Rechnung', fr: 'Facture' },
  schemaVersion: 1,
  home: { in: 'field', field: 'billedTo' },
  keep: { statute: 'financial', anchor: 'issuedOn' },
  numbered: { field: 'number', when: { field: 'status', value: 'issued' }, yearOf: 'issuedOn' },
  frozenWhen: { field: 'status', values: ['issued'] },
  fields: {
    number: {
      title: { en: 'Number', de: 'Nummer', fr: 'Numéro' },
      ...plain,
      schema: text(40).optional(),
      assigned: true,
      group: 'financial',
    },
    status: {
      title: { en: 'Status', de: 'Status', fr: 'Statut' },
      ...plain,
      schema: z.enum(['draft', 'issued']).default('draft'),
      group: 'financial',
      sortable: true,
    },
    issuedOn: {
      title: { en: 'Issued on', de: 'Ausgestellt am', fr: 'Émise le' },
      ...plain,
      schema: date,
      group: 'financial',
      sortable: true,
    },
    dueOn: {
      title: { en: 'Due on', de: 'Fällig am', fr: 'Échéance' },
      ...plain,
      schema: date.optional(),
      group: 'financial',
      sortable: true,
    },
    currency: {
      title: { en: 'Currency', de: 'Währung', fr: 'Devise' },
      ...plain,
      schema: currency.default('EUR'),
      group: 'financial',
    },
    lines: {
      title: { en: 'Lines', de: 'Positionen', fr: 'Lignes' },
      ...plain,
      schema: z.array(line).min(1).max(200),
      group: 'financial',
    },
    total: {
      title: { en: 'Total', de: 'Gesamtbetrag', fr: 'Total' },
      ...plain,
      schema: minorUnits,
      group: 'financial',
      sortable: true,
    },
    billedTo: {
      title: { en: 'Billed to', de: 'Rechnung an', fr: 'Facturée à' },
      ...link,
      refersTo: ['contact'],
      group: 'financial',
    },
    customer: {
      title: { en: 'Customer', de: 'Kunde', fr: 'Client' },
      ...link,
      refersTo: ['customer'],
      group: 'financial',
    },
    order: {
      title: { en: 'Order', de: 'Bestellung', fr: 'Commande' },
      ...link,
      refersTo: ['order'],
      group: 'financial',
    },
    recipientName: {
      title: { en: 'Name of the recipient', de: 'Name des Rechnungsempfängers', fr: 'Nom du destinataire' },
      ...personal,
      schema: text(200).optional(),
      group: 'financial',
    },
    recipientAddress: {
      title: {
        en: 'Address of the recipient',
        de: 'Anschrift des Rechnungsempfängers',
        fr: 'Adresse du destinataire',
      },
      ...personal,
      schema: address.optional(),
      group: 'financial',
    },
    recipientOrganisation: {
      title: {
        en: 'Organisation of the recipient',
        de: 'Organisation des Rechnungsempfängers',
        fr: 'Organisation du destinataire',
      },
      ...needed,
      kind: 'confidential',
      whose: 'organisation',
      schema: text(200).optional(),
      group: 'financial',
    },
    recipientEmail: {
      title: {
        en: 'E-mail address of the recipient',
        de: 'E-Mail-Adresse des Rechnungsempfängers',
        fr: 'Adresse électronique du destinataire',
      },
      ...personal,
      schema: z.email().max(254).optional(),
      onErasure: 'erase',
      group: 'financial',
    },
    remark: {
      title: { en: 'Remark', de: 'Bemerkung', fr: 'Remarque' },
      ...personal,
      schema: text(4000).optional(),
      origin: 'derived',
      onErasure: 'erase',
      group: 'content',
    },
  },
});
