import * as z from 'zod';
import { PURPOSES, type Purpose } from '../../catalogue/vocabulary.ts';
import { recordReference, text } from '../../catalogue/values.ts';
import { CHANNELS } from '../../rights/request/model.ts';
import type { Wanted } from '../../rights/acts/acts.ts';
import { planActs, readActs } from '../../rights/acts/plan-acts.ts';
import { RESTRICTABLE } from '../../rights/acts/restrict.ts';
import { reopen } from '../../rights/opening/reopen.ts';
import type { RequestServices } from '../../rights/decisions/services.ts';
import type { Route } from '../route.ts';
import { identifier, pathId, requestId, requestOutput } from './request-shapes.ts';
import { requestAnswer, stepRoute } from './request-step.ts';

const purposes = z.array(z.enum(Object.keys(PURPOSES) as [Purpose, ...Purpose[]])).min(1);
const records = z.array(recordReference).min(1).max(50);

/** What an officer can plan, act by act. */
const wanted = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('correct'),
    record: recordReference,
    fields: z.record(z.string().max(60), z.json()),
  }),
  z.strictObject({ act: z.literal('supplement'), record: recordReference, statement: text(4000) }),
  z.strictObject({
    act: z.literal('restrict'),
    ground: z.enum(RESTRICTABLE),
    purposes: purposes.optional(),
    records: records.optional(),
  }),
  z.strictObject({ act: z.literal('object'), purposes: purposes.optional() }),
  z.strictObject({ act: z.literal('withdraw'), purposes: purposes.optional() }),
]);

/** An act of a plan, with what it changes. */
const actOutput = z.object({
  id: requestId,
  act: z.string(),
  ground: z.string(),
  target: z.string().optional(),
  type: z.string().optional(),
  fields: z.array(z.string()).optional(),
  restriction: z
    .object({
      ground: z.string(),
      purposes: z.union([z.literal('all'), z.array(z.string())]),
      records: z.union([z.literal('all'), z.array(z.string())]),
    })
    .optional(),
  consent: z.string().optional(),
  version: z.int(),
  content: z.json().optional(),
  done: z.string().optional(),
  failed: z.string().optional(),
});

const served = { audience: 'tenant', function: 'rights', processing: 'rights' } as const;

/** Plans of rights that are carried out act by act, and requests that are taken up again. */
export const ACT_ROUTES: readonly Route<'tenant', RequestServices>[] = [
  {
    ...served,
    method: 'PUT',
    path: '/v1/requests/{id}/acts',
    permission: 'request:decide',
    summary: 'Plans what a rectification, restriction, objection or withdrawal means, act by act',
    params: pathId,
    body: z.strictObject({ acts: z.array(wanted).min(1).max(20) }),
    output: requestOutput,
    use: async (_, { workspace }, { path, body }) => {
      const acts = body.acts as unknown as readonly Wanted[];
      return requestAnswer(await planActs(workspace, path.id, acts));
    },
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/requests/{id}/acts',
    permission: 'request:read',
    summary: 'What is planned or was done, act by act',
    params: pathId,
    output: z.object({ items: z.array(actOutput) }),
    use: async (_, { workspace }, { path }) => ({
      status: 200,
      body: { items: await readActs(workspace, path.id) },
    }),
  },
  stepRoute({
    verb: 'reopen',
    permission: 'request:decide',
    summary: 'Takes a closed request up again, after a complaint or because what was missing has arrived',
    body: z.strictObject({
      identifiers: z.array(identifier).min(1).max(10),
      channel: z.enum(CHANNELS).optional(),
      receivedAt: z.iso.datetime({ offset: true }),
      wording: text(10_000).optional(),
      replyTo: z.email().max(254).optional(),
      complaint: requestId.optional(),
    }),
    act: (workspace, id, _, body) => reopen(workspace, id, body),
  }),
];
