import * as z from 'zod';
import { recordReference, text } from '../../catalogue/values.ts';
import type { RecordId, SubjectId } from '../../kernel/ids.ts';
import { decideHold } from '../../rights/desk/holds/decide-hold.ts';
import {
  HOLD_REASONS,
  HOLD_STATES,
  type HoldReason,
  type HoldState,
  type HoldStep,
} from '../../rights/desk/holds/hold.ts';
import { holdBody, listHolds, readHold } from '../../rights/desk/holds/hold-view.ts';
import { requestHold } from '../../rights/desk/holds/place-hold.ts';
import { renewHold } from '../../rights/desk/holds/review.ts';
import type { RequestServices } from '../../rights/decisions/services.ts';
import type { Route } from '../route.ts';
import { pageQuery, pathId, requestId } from './request-shapes.ts';

const served = {
  audience: 'tenant',
  function: 'rights',
  processing: 'rights',
  permission: 'request:decide',
} as const;

const reasons = z.enum(Object.keys(HOLD_REASONS) as [HoldReason, ...HoldReason[]]);
const covered = z.union([z.literal('all'), z.array(recordReference).min(1).max(50)]);

const holdOutput = z.object({
  id: requestId,
  state: z.enum(Object.keys(HOLD_STATES) as [HoldState, ...HoldState[]]),
  says: z.string(),
  version: z.int(),
  reason: reasons,
  ground: z.string(),
  person: requestId,
  records: z.union([z.literal('all'), z.array(z.string())]),
  createdAt: z.iso.datetime(),
  reviewOn: z.iso.date(),
  reviewDue: z.boolean(),
  remindedAt: z.iso.datetime().optional(),
  askedBy: z.string(),
  placedBy: z.string().optional(),
  placedAt: z.iso.datetime().optional(),
  endedBy: z.string().optional(),
  endedAt: z.iso.datetime().optional(),
});

const STEPS: Readonly<Record<HoldStep, string>> = {
  approve: 'Puts a hold in force; a second person has to',
  decline: 'Does not put a hold in force',
  'request-release': 'Asks that a hold be released',
  'approve-release': 'Releases a hold, and lets an erasure go on that it kept back; a second person has to',
  keep: 'Keeps a hold whose release was asked for',
};

/** Holds: what of a person must not be destroyed, why, and until somebody says that it may. */
export const HOLD_ROUTES: readonly Route<'tenant', RequestServices>[] = [
  {
    ...served,
    method: 'POST',
    path: '/v1/holds',
    summary: 'Asks that what is held of a person, or some records, be kept from erasure',
    body: z.strictObject({
      person: requestId,
      records: covered,
      reason: reasons,
      note: text(2000),
      reviewOn: z.iso.date(),
    }),
    output: holdOutput,
    idempotency: 'optional',
    use: async (_, { workspace }, { body }) => {
      const person = body.person as SubjectId;
      const hold = await requestHold(workspace, {
        ...body,
        person,
        records: body.records as RecordId[] | 'all',
      });
      return {
        status: 201,
        body: holdBody(workspace, hold),
        version: hold.version,
        location: `/v1/holds/${hold.id}`,
      };
    },
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/holds',
    summary: 'Lists holds, newest first',
    query: pageQuery,
    output: z.object({ items: z.array(holdOutput), cursor: z.string().optional() }),
    use: async (_, { workspace }, { query }) => ({ status: 200, body: await listHolds(workspace, query) }),
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/holds/{id}',
    summary: 'Reads a hold with its note, and why it was kept at each review',
    params: pathId,
    output: holdOutput.extend({
      note: z.string().optional(),
      reviews: z.array(z.object({ at: z.iso.datetime(), by: z.string(), reason: z.string() })).optional(),
    }),
    use: async (_, { workspace }, { path }) => {
      const body = await readHold(workspace, path.id);
      return { status: 200, body, version: body.version };
    },
  },
  {
    ...served,
    method: 'POST',
    path: '/v1/holds/{id}/renew',
    summary: 'Keeps a hold that is needed still, and sets its next review, with the reason',
    params: pathId,
    body: z.strictObject({ reviewOn: z.iso.date(), reason: text(500) }),
    output: holdOutput,
    idempotency: 'optional',
    use: async (_, { workspace }, { path, body }) => {
      const hold = await renewHold(workspace, path.id, body);
      return { status: 200, body: holdBody(workspace, hold), version: hold.version };
    },
  },
  ...(Object.keys(STEPS) as HoldStep[]).map((name): Route<'tenant', RequestServices> => ({
    ...served,
    method: 'POST',
    path: `/v1/holds/{id}/${name}`,
    summary: STEPS[name],
    params: pathId,
    body: z.strictObject({}),
    output: holdOutput,
    idempotency: 'optional',
    use: async ({ start }, { workspace }, { path }) => {
      const hold = await decideHold(workspace, path.id, name, start);
      return { status: 200, body: holdBody(workspace, hold), version: hold.version };
    },
  })),
];
