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
  title: 'File',
  schemaVersion: 1,
  home: { in: 'field', field: 'about' },
  fields: {
    about: { ...plain, schema: recordReference, whose: 'link', refersTo: ['contact'] },
    mentions: {
      ...plain,
      schema: z.array(recordReference).max(20).default([]),
      whose: 'link',
      refersTo: ['contact'],
    },
    name: { ...held, schema: text(255), kind: 'personal', whose: 'self', onErasure: 'erase' },
    /** Of the bytes; personal, since it tells whoever has the same file that it is held. */
    sha256: {
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
      ...plain,
      schema: z
        .string()
        .regex(/^[\w.+-]+\/[\w.+-]+$/)
        .max(100),
    },
    status: {
      ...plain,
      schema: z.enum(['awaiting-upload', 'sealed']).default('awaiting-upload'),
      assigned: true,
      sortable: true,
    },
    size: { ...plain, schema: z.int().min(0).optional(), assigned: true, sortable: true },
    objectKey: { ...plain, schema: z.string().optional(), assigned: true },
  },
});
