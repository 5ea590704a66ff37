import * as z from 'zod';
import { recordType } from '../declaration.ts';
import { recordReference, text } from '../values.ts';

const held = { purpose: 'customer-care', basis: 'legitimate-interests', retention: 'operational' } as const;

/** Free text about a person; it names others by reference, and then has a key of its own. */
export const note = recordType({
  type: 'note',
  plural: 'notes',
  title: { en: 'Note', de: 'Notiz', fr: 'Note' },
  schemaVersion: 1,
  home: { in: 'field', field: 'about' },
  fields: {
    about: {
      title: { en: 'About', de: 'Über', fr: 'Au sujet de' },
      ...held,
      schema: recordReference,
      kind: 'plain',
      whose: 'link',
      refersTo: ['contact'],
      onErasure: 'erase',
      group: 'content',
    },
    mentions: {
      title: { en: 'Mentions', de: 'Erwähnt', fr: 'Mentionne' },
      ...held,
      schema: z.array(recordReference).max(20).default([]),
      kind: 'plain',
      whose: 'link',
      refersTo: ['contact'],
      onErasure: 'erase',
      group: 'content',
    },
    text: {
      title: { en: 'Text', de: 'Text', fr: 'Texte' },
      ...held,
      schema: text(20_000),
      kind: 'personal',
      whose: 'self',
      origin: 'derived',
      onErasure: 'erase',
      group: 'content',
    },
  },
});
