import * as z from 'zod';
import type { SubjectId } from '../../kernel/ids.ts';
import { endQuarantine } from '../../rights/children/end-quarantine.ts';
import { reportChild } from '../../rights/children/report-child.ts';
import type { RequestItem } from '../../rights/request/model.ts';
import type { Route } from '../route.ts';
import { requestId } from './request-shapes.ts';

const served = { audience: 'tenant', function: 'rights', processing: 'rights', method: 'POST' } as const;
const params = z.strictObject({ person: requestId });
const birth = {
  birthDate: z.iso.date(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
};
const output = z.object({
  person: requestId,
  request: requestId,
  state: z.string(),
  reportedAt: z.iso.datetime(),
  reviewUntil: z.iso.datetime(),
});

const body = (person: SubjectId, { id, state, createdAt, duty }: RequestItem) => ({
  person,
  request: id,
  state,
  reportedAt: createdAt,
  reviewUntil: duty?.reviewUntil,
});

/** Children whose data are not knowingly collected (Art. 8): quarantine, review, and erasure unless authorised. */
export const CHILD_ROUTES: readonly Route<'tenant'>[] = [
  {
    ...served,
    path: '/v1/people/{person}/child',
    permission: 'request:open',
    summary: 'Reports that a person is a child: nothing is used any more, and erased after a review',
    params,
    body: z.discriminatedUnion('reason', [
      z.strictObject({ reason: z.enum(['parent', 'staff']) }),
      z.strictObject({ reason: z.literal('birth-date'), ...birth }),
    ]),
    output,
    idempotency: 'optional',
    use: async (_, { workspace }, { path, body: report }) => {
      const person = path.person as SubjectId;
      const request = await reportChild(workspace, person, report);
      return { status: 200, body: body(person, request) };
    },
  },
  {
    ...served,
    path: '/v1/people/{person}/child/authorise',
    permission: 'request:decide',
    summary: 'Ends the quarantine of a child’s data: authorised by a parent, of age, or reported by mistake',
    params,
    body: z.discriminatedUnion('because', [
      z.strictObject({ because: z.enum(['parent', 'mistaken']) }),
      z.strictObject({ because: z.literal('of-age'), ...birth }),
    ]),
    output,
    idempotency: 'optional',
    use: async (_, { workspace }, { path, body: finding }) => {
      const person = path.person as SubjectId;
      const request = await endQuarantine(workspace, person, finding);
      return { status: 200, body: body(person, request) };
    },
  },
];
