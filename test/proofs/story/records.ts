import { eventually } from './patience.ts';
import { expected, type Step } from './told.ts';

/** A person gets a contact, a note and an invoice; they are found again. */
export const RECORDS: readonly Step[] = [
  {
    step: 'contact',
    tell: async (told) => {
      const { name, email, phone, remark, street } = told.words;
      const address = { street, postalCode: '10115', city: 'Berlin', country: 'DE' };
      const body = { name, email, phone, remark, address };
      const made = expected(
        await told.admin.post('/v1/contacts', body, { 'idempotency-key': told.tenant }),
        201,
      );
      told.contact = made.body.id as string;
      told.person = made.body.person as string;
      const read = expected(await told.admin.get(`/v1/contacts/${told.contact}`), 200);
      if (read.body.name !== name) throw new Error('another name came back');
      expected(await told.admin.patch(`/v1/contacts/${told.contact}`, 1, { jobTitle: 'Buyer' }), 200);
    },
  },
  {
    step: 'note',
    tell: async ({ admin, contact, words }) => {
      expected(await admin.post('/v1/notes', { about: contact, text: words.note }), 201);
    },
  },
  {
    step: 'invoice',
    tell: async (told) => {
      const { admin, contact, words, stack } = told;
      const made = expected(
        await admin.post('/v1/invoices', {
          status: 'issued',
          issuedOn: new Date(await stack.now()).toISOString().slice(0, 10),
          currency: 'EUR',
          lines: [{ text: 'Lamp', quantity: 1, unitPrice: 4900, amount: 4900 }],
          total: 4900,
          billedTo: contact,
          recipientName: words.name,
          remark: words.aside,
        }),
        201,
      );
      told.number = expected(await admin.get(`/v1/invoices/${made.body.id}`), 200).body.number as string;
    },
  },
  {
    step: 'look up',
    tell: async ({ admin, contact, words }) => {
      const found = expected(await admin.post('/v1/contacts/lookup', { email: words.email }), 200);
      if (found.body.items[0]?.id !== contact) throw new Error('not found by address');
    },
  },
  {
    step: 'list',
    tell: async ({ admin, contact, stack }) => {
      // Lists lag.
      await eventually(stack, async () => {
        const listed = expected(await admin.get('/v1/contacts'), 200);
        return (listed.body.items as { id: string }[]).find(({ id }) => id === contact);
      });
    },
  },
];
