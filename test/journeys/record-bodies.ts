/** What a new record of each type about a person is made of. */
export const bodies = (id: string, person?: string): Readonly<Record<string, Record<string, unknown>>> => ({
  contact: { name: 'Somebody', ...(person ? { person } : {}) },
  customer: { soleTrader: id, tradingName: 'Somebody' },
  order: { orderedBy: id, orderedOn: '2026-11-01', shipToName: 'Somebody' },
  invoice: {
    billedTo: id,
    issuedOn: '2026-11-01',
    lines: [{ text: 'Tea', quantity: 1, unitPrice: 900, amount: 900 }],
    total: 900,
  },
  note: { about: id, text: 'Prefers tea' },
  file: { about: id, name: 'contract.txt', mediaType: 'text/plain' },
});
