import * as z from 'zod';
import { country, recordReference, text } from '../../catalogue/values.ts';
import type { Id, SubjectId } from '../../kernel/ids.ts';
import { changeRecipient, endRecipient } from '../../recipients/change-recipient.ts';
import { createRecipient } from '../../recipients/create-recipient.ts';
import { DISCLOSURE_WAYS } from '../../recipients/disclosure.ts';
import { listDisclosures } from '../../recipients/list-disclosures.ts';
import { listRecipients, readRecipient } from '../../recipients/read-recipients.ts';
import { RECIPIENT_KINDS } from '../../recipients/kinds.ts';
import { recordDisclosure } from '../../recipients/record-disclosure.ts';
import { ADEQUACY_SCOPES, MECHANISM_NAMES } from '../../recipients/transfers.ts';
import { LANGUAGES } from '../../catalogue/languages.ts';
import type { Route } from '../route.ts';
import { NOTICE_ROUTES, recipientContact } from './notices.ts';
import { pageQuery, pathId, requestId } from './request-shapes.ts';

const transfer = z.strictObject({
  mechanism: z.enum(MECHANISM_NAMES),
  scope: z.enum(ADEQUACY_SCOPES).optional(),
});
// Texts here, since a purpose beyond the closed list is a rule's refusal and no wrong shape.
const purposes = z.array(text(40)).min(1).max(10);

const newRecipient = z.strictObject({
  kind: z.enum(RECIPIENT_KINDS),
  name: text(200),
  contact: recipientContact,
  country,
  transfer: transfer.optional(),
  purposes,
  language: z.enum(LANGUAGES).optional(),
});
const recipient = newRecipient.extend({
  id: requestId,
  language: z.enum(LANGUAGES),
  state: z.enum(['active', 'ended']),
  transferUntil: z.iso.date().optional(),
  version: z.int(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
});
const recipientChange = newRecipient
  .extend({ transfer: transfer.nullable() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, { params: { rule: 'empty' } });

const disclosedRecord = z.strictObject({
  record: recordReference,
  fields: z.array(text(60)).min(1).max(60),
});
const newDisclosure = z.strictObject({
  recipient: requestId,
  records: z.array(disclosedRecord).min(1).max(50),
  purpose: text(40),
  way: z.enum(DISCLOSURE_WAYS),
  at: z.iso.datetime({ offset: true }).optional(),
});
const disclosure = newDisclosure.extend({
  id: requestId,
  records: z.array(disclosedRecord.extend({ type: z.string() })),
  at: z.iso.datetime(),
  by: z.string(),
});
const pathPerson = z.strictObject({ person: requestId });

const served = { audience: 'tenant', function: 'rights', processing: 'none' } as const;

/** Whom a tenant discloses data to, what went to whom about a person, and the notices to recipients. */
export const RECIPIENT_ROUTES: readonly Route<'tenant'>[] = [
  {
    ...served,
    method: 'POST',
    path: '/v1/recipients',
    permission: 'recipient:create',
    summary: 'Enters a recipient; a third country needs a mechanism that holds today',
    body: newRecipient,
    output: recipient,
    idempotency: 'optional',
    use: async (_, { workspace }, { body }) => {
      const created = await createRecipient(workspace, body);
      return { status: 201, body: created, version: 1, location: `/v1/recipients/${created.id}` };
    },
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/recipients',
    permission: 'recipient:list',
    summary: 'Lists recipients, newest first',
    query: pageQuery,
    output: z.object({ items: z.array(recipient), cursor: z.string().optional() }),
    use: async (_, { workspace }, { query }) => ({
      status: 200,
      body: await listRecipients(workspace, query),
    }),
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/recipients/{id}',
    permission: 'recipient:read',
    summary: 'Reads a recipient',
    params: pathId,
    output: recipient,
    use: async (_, { workspace }, { path }) => {
      const body = await readRecipient(workspace, path.id);
      return { status: 200, body, version: body.version };
    },
  },
  {
    ...served,
    method: 'PATCH',
    path: '/v1/recipients/{id}',
    permission: 'recipient:change',
    summary: 'Changes a recipient, member by member',
    params: pathId,
    body: recipientChange,
    output: recipient,
    conditional: true,
    use: async (_, { workspace }, { path, body, ifMatch }) => {
      const changed = await changeRecipient(workspace, path.id, ifMatch ?? 0, body);
      return { status: 200, body: changed, version: changed.version };
    },
  },
  {
    ...served,
    method: 'POST',
    path: '/v1/recipients/{id}/end',
    permission: 'recipient:change',
    summary: 'Ends a recipient: nothing more is disclosed to it, and what it has got it is still told about',
    params: pathId,
    output: recipient,
    conditional: true,
    use: async (_, { workspace }, { path, ifMatch }) => {
      const ended = await endRecipient(workspace, path.id, ifMatch ?? 0);
      return { status: 200, body: ended, version: ended.version };
    },
  },
  {
    ...served,
    processing: 'export',
    method: 'POST',
    path: '/v1/people/{person}/disclosures',
    permission: 'disclosure:create',
    summary: 'Records that data about a person were given to a recipient, by hand or otherwise',
    params: pathPerson,
    body: newDisclosure,
    output: disclosure,
    idempotency: 'optional',
    use: async (_, { workspace, processing }, { path, body }) => ({
      status: 201,
      body: await recordDisclosure(workspace, path.person as SubjectId, body, processing),
    }),
  },
  {
    ...served,
    processing: 'rights',
    method: 'GET',
    path: '/v1/people/{person}/disclosures',
    permission: 'disclosure:list',
    summary: 'What went to whom about a person, oldest first',
    params: pathPerson,
    query: pageQuery,
    output: z.object({
      items: z.array(disclosure.extend({ name: z.string() })),
      cursor: z.string().optional(),
    }),
    use: async (_, { workspace }, { path, query }) => ({
      status: 200,
      body: await listDisclosures(workspace, path.person as Id as string as SubjectId, query),
    }),
  },
  ...NOTICE_ROUTES,
];
