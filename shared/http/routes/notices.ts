import * as z from 'zod';
import { emailAddress, text } from '../../catalogue/values.ts';
import type { Id } from '../../kernel/ids.ts';
import {
  ANSWERS,
  EXCUSES,
  NOTICE_STATES,
  NOTICE_SUBJECTS,
  type Excuse,
  type Notice,
  type NoticeState,
  type NoticeSubject,
} from '../../rights/notices/notice.ts';
import { listNotices, namedNotice, readNotice } from '../../rights/notices/notices-view.ts';
import { RECIPIENT_KINDS } from '../../recipients/kinds.ts';
import { acknowledgeNotice, excuseNotice, noticePosted } from '../../rights/notices/settle-notice.ts';
import { LANGUAGES } from '../../catalogue/languages.ts';
import type { Workspace } from '../../store/workspace.ts';
import type { Permission } from '../../access/roles.ts';
import type { Route } from '../route.ts';
import { pathId, requestId } from './request-shapes.ts';

/** How a recipient is told. */
export const recipientContact = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('email'), email: emailAddress }),
  z.strictObject({ by: z.literal('post'), address: text(500) }),
]);

const namesOf = <Name extends string>(table: Readonly<Record<Name, unknown>>) =>
  z.enum(Object.keys(table) as [Name, ...Name[]]);
const instant = z.iso.datetime();

const notice = z.object({
  id: requestId,
  recipient: requestId,
  name: z.string(),
  kind: z.enum(RECIPIENT_KINDS),
  about: namesOf<NoticeSubject>(NOTICE_SUBJECTS),
  state: namesOf<NoticeState>(NOTICE_STATES),
  says: z.string(),
  version: z.int(),
  by: z.enum(['email', 'post']),
  language: z.enum(LANGUAGES),
  mails: z.int(),
  composedAt: instant,
  keyUntil: instant,
  toldAt: instant.optional(),
  settledAt: instant.optional(),
  settledBy: z.string().optional(),
  excuse: z
    .object({ why: z.enum(['impossible', 'disproportionate']), reason: namesOf<Excuse>(EXCUSES) })
    .optional(),
  answer: z.object({ reason: z.enum(ANSWERS), at: instant }).optional(),
  keyEndedAt: instant.optional(),
});
const pathNotice = pathId.extend({ notice: requestId });

type Act = (workspace: Workspace, request: Id, id: Id, body: { reason: Excuse }) => Promise<Notice>;

/** What members do with a notice: the verb under it, who may, what it says, body, what it does. */
const STEPS: readonly {
  readonly verb: string;
  readonly permission: Permission;
  readonly summary: string;
  readonly body?: z.ZodObject;
  readonly act: Act;
}[] = [
  {
    verb: 'posted',
    permission: 'request:change',
    summary: 'Notes that a notice was posted',
    act: noticePosted,
  },
  {
    verb: 'acknowledge',
    permission: 'request:decide',
    summary: 'Notes that the recipient has confirmed; the text is destroyed',
    act: acknowledgeNotice,
  },
  {
    verb: 'excuse',
    permission: 'request:decide',
    summary: 'Records that telling is impossible or takes a disproportionate effort, and why (Art. 19)',
    body: z.strictObject({ reason: namesOf<Excuse>(EXCUSES) }),
    act: (workspace, request, id, { reason }) => excuseNotice(workspace, request, id, reason),
  },
];

const served = { audience: 'tenant', function: 'rights', processing: 'notice' } as const;

/** Notices to recipients (Art. 19), as the officer sees and settles them. */
export const NOTICE_ROUTES: readonly Route<'tenant'>[] = [
  {
    ...served,
    method: 'GET',
    path: '/v1/requests/{id}/notices',
    permission: 'request:read',
    summary: 'The recipients that are told on behalf of a request, by name, and what became of it',
    params: pathId,
    output: z.object({ items: z.array(notice) }),
    use: async (_, { workspace }, { path }) => ({
      status: 200,
      body: { items: await listNotices(workspace, path.id) },
    }),
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/requests/{id}/notices/{notice}',
    permission: 'request:change',
    summary: 'The text of a notice, for posting or reading it out, while its key lives',
    params: pathNotice,
    output: notice.extend({ contact: recipientContact.optional(), subject: z.string(), text: z.string() }),
    use: async (_, { workspace }, { path }) => ({
      status: 200,
      body: await readNotice(workspace, path.id, path.notice),
    }),
  },
  ...STEPS.map(({ verb, permission, summary, body: shape, act }): Route<'tenant'> => ({
    ...served,
    method: 'POST',
    path: `/v1/requests/{id}/notices/{notice}/${verb}`,
    permission,
    summary,
    params: pathNotice,
    body: shape ?? z.strictObject({}),
    output: notice,
    idempotency: 'optional',
    use: async (_, { workspace }, { path, body }) => ({
      status: 200,
      body: await namedNotice(workspace, await act(workspace, path.id, path.notice, body)),
    }),
  })),
];
