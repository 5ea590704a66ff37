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
  title: 'Invoice',
  schemaVersion: 1,
  home: { in: 'field', field: 'billedTo' },
  keep: { statute: 'financial', anchor: 'issuedOn' },
  numbered: { field: 'number', when: { field: 'status', value: 'issued' }, yearOf: 'issuedOn' },
  frozenWhen: { field: 'status', values: ['issued'] },
  fields: {
    number: { ...plain, schema: text(40).optional(), assigned: true, group: 'financial' },
    status: {
      ...plain,
      schema: z.enum(['draft', 'issued']).default('draft'),
      group: 'financial',
      sortable: true,
    },
    issuedOn: { ...plain, schema: date, group: 'financial', sortable: true },
    dueOn: { ...plain, schema: date.optional(), group: 'financial', sortable: true },
    currency: { ...plain, schema: currency.default('EUR'), group: 'financial' },
    lines: { ...plain, schema: z.array(line).min(1).max(200), group: 'financial' },
    total: { ...plain, schema: minorUnits, group: 'financial', sortable: true },
    billedTo: { ...link, refersTo: ['contact'], group: 'financial' },
    customer: { ...link, refersTo: ['customer'], group: 'financial' },
    order: { ...link, refersTo: ['order'], group: 'financial' },
    recipientName: { ...personal, schema: text(200).optional(), group: 'financial' },
    recipientAddress: { ...personal, schema: address.optional(), group: 'financial' },
    recipientOrganisation: {
      ...needed,
      kind: 'confidential',
      whose: 'organisation',
      schema: text(200).optional(),
      group: 'financial',
    },
    recipientEmail: {
      ...personal,
      schema: z.email().max(254).optional(),
      onErasure: 'erase',
      group: 'financial',
    },
    remark: {
      ...personal,
      schema: text(4000).optional(),
      origin: 'derived',
      onErasure: 'erase',
      group: 'content',
    },
  },
});
