import * as z from 'zod';
import { recordType } from '../declaration.ts';
import { recordReference, text } from '../values.ts';

const held = {
  purpose: 'customer-care',
  basis: 'contract',
  retention: 'operational',
  group: 'content',
} as const;
const plain = { ...held, kind: 'plain', whose: 'organisation', onErasure: 'erase' } as const;

/** A file; its bytes are sealed in frames under a key of its own. */
export const file = recordType({
  type: 'file',
  plural: 'files',
  title: { en: 'File', de: 'Datei', fr: 'Fichier' },
  schemaVersion: 1,
  home: { in: 'field', field: 'about' },
  fields: {
    about: {
      title: { en: 'About', de: 'Über', fr: 'Au sujet de' },
      ...plain,
      schema: recordReference,
      whose: 'link',
      refersTo: ['contact'],
    },
    mentions: {
      title: { en: 'Mentions', de: 'Erwähnt', fr: 'Mentionne' },
      ...plain,
      schema: z.array(recordReference).max(20).default([]),
      whose: 'link',
      refersTo: ['contact'],
    },
    name: {
      title: { en: 'Name', de: 'Name', fr: 'Nom' },
      ...held,
      schema: text(255),
      kind: 'personal',
      whose: 'self',
      onErasure: 'erase',
    },
    /** Of the bytes; personal, since it tells whoever has the same file that it is held. */
    sha256: {
      title: { en: 'SHA-256 of the bytes', de: 'SHA-256 der Bytes', fr: 'SHA-256 des octets' },
      ...held,
      schema: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .optional(),
      kind: 'personal',
      whose: 'self',
      onErasure: 'erase',
      assigned: true,
    },
    mediaType: {
      title: { en: 'Media type', de: 'Medientyp', fr: 'Type de média' },
      ...plain,
      schema: z
        .string()
        .regex(/^[\w.+-]+\/[\w.+-]+$/)
        .max(100),
    },
    status: {
      title: { en: 'Status', de: 'Status', fr: 'Statut' },
      ...plain,
      schema: z.enum(['awaiting-upload', 'sealed']).default('awaiting-upload'),
      assigned: true,
      sortable: true,
    },
    size: {
      title: { en: 'Size in bytes', de: 'Größe in Bytes', fr: 'Taille en octets' },
      ...plain,
      schema: z.int().min(0).optional(),
      assigned: true,
      sortable: true,
    },
    objectKey: {
      title: { en: 'Place in the store', de: 'Ablageort', fr: 'Emplacement' },
      ...plain,
      schema: z.string().optional(),
      assigned: true,
    },
  },
});
