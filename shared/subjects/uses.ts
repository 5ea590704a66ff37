/** What may happen to a person's data, one row per kind of use; a restriction refuses some of them (Art. 18(2)). */
export const USES = {
  view: { restricted: 'refused', why: 'Consulting data is processing (Art. 4(2))' },
  change: { restricted: 'refused', why: 'What is contested or evidence stays as it is, deletion included' },
  collect: { restricted: 'refused', why: 'Nothing is added to what must not be used' },
  send: { restricted: 'refused', why: 'Writing to a person uses the data' },
  export: { restricted: 'refused', why: 'Disclosure to others is processing (Art. 4(2))' },
  assist: { restricted: 'refused', why: 'An assistant that reads data uses it' },
  integrate: { restricted: 'refused', why: 'A connected system would go on using it' },
  webhook: { restricted: 'refused', why: 'An event about a person discloses data' },
  decide: { restricted: 'refused', why: 'Art. 22: nobody is judged by data that must not be used' },
  storage: { restricted: 'passes', why: 'Art. 18(2) excepts storage' },
  rights: { restricted: 'passes', why: 'Art. 15 to 22 serve the person who asked for the restriction' },
  notice: { restricted: 'passes', why: 'Art. 19: recipients learn of it' },
  'breach-notice': { restricted: 'passes', why: 'Art. 34: the person is warned whatever else holds' },
  backup: { restricted: 'passes', why: 'A copy against loss is storage (Art. 32(1)(c))' },
  kept: { restricted: 'passes', why: 'What a statute keeps serves that duty only (Art. 17(3)(b))' },
  none: { restricted: 'passes', why: 'No data about a person is processed' },
} as const satisfies Record<string, { restricted: 'refused' | 'passes'; why: string }>;
/** A kind of use. */
export type Use = keyof typeof USES;
