import * as z from 'zod';
import { text } from '../../catalogue/values.ts';
import type { Id } from '../../kernel/ids.ts';
import { CHANNELS } from '../../rights/request/model.ts';
import { LANGUAGES } from '../../rights/letters/content.ts';
import { openRequest } from '../../rights/opening/open-request.ts';
import { listRequests, readHistory, readRequest, requestBody } from '../../rights/desk/request-view.ts';
import { letterPosted, readLetter } from '../../rights/desk/read-letter.ts';
import type { RequestServices } from '../../rights/decisions/services.ts';
import { stopMarketing } from '../../rights/opening/stop-marketing.ts';
import type { Route } from '../route.ts';
import { IDENTITY_ROUTES } from './identity.ts';
import { ACT_ROUTES } from './request-acts.ts';
import { PACKAGE_DECISION_ROUTES } from './package-decisions.ts';
import { DESK_ITEM_ROUTES } from './desk-items.ts';
import { DESK_ROUTES } from './desk.ts';
import { HOLD_ROUTES } from './holds.ts';
import { DECISION_ROUTES } from './request-decisions.ts';
import { letterOutput, LETTER_ROUTES } from './letters.ts';
import { identifier, pageQuery, pathId, requestId, requestOutput, sweepOutput } from './request-shapes.ts';
import { REQUEST_STATES, isClosed, type RequestState } from '../../rights/request/life-cycle.ts';
import { REQUEST_TYPES } from '../../rights/rights.ts';

const served = { audience: 'tenant', function: 'rights', processing: 'rights' } as const;

/** Requests of data subjects: intake, reading, letters; what is decided about them is in DECISION_ROUTES. */
export const REQUEST_ROUTES: readonly Route<'tenant', RequestServices>[] = [
  {
    ...served,
    method: 'POST',
    path: '/v1/requests',
    permission: 'request:open',
    summary:
      'Opens a request of a data subject, however it arrived; the same again is answered with the open one',
    body: z.strictObject({
      type: z.enum(REQUEST_TYPES),
      identifiers: z.array(identifier).min(1).max(10),
      channel: z.enum(CHANNELS),
      receivedAt: z.iso.datetime({ offset: true }),
      wording: text(10_000).optional(),
      replyTo: z.email().max(254).optional(),
      calendar: z
        .string()
        .regex(/^[A-Z]{2}$/)
        .optional(),
      language: z.enum(LANGUAGES).optional(),
      /** An objection to direct marketing: followed at once. */
      marketing: z.boolean().optional(),
    }),
    output: requestOutput.extend({ duplicateOf: requestId.optional() }),
    idempotency: 'optional',
    use: async (_, { workspace }, { body }) => {
      const { request: opened, duplicate } = await openRequest(workspace, body);
      const request =
        opened.marketing && !isClosed(opened) ? await stopMarketing(workspace, opened.id) : opened;
      return {
        status: duplicate ? 200 : 201,
        body: { ...requestBody(request), ...(duplicate ? { duplicateOf: request.id } : {}) },
        version: request.version,
        location: `/v1/requests/${request.id}`,
      };
    },
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/requests',
    permission: 'request:list',
    summary: 'Lists requests, newest first',
    query: pageQuery.extend({
      'filter[state]': z.enum(Object.keys(REQUEST_STATES) as [RequestState, ...RequestState[]]).optional(),
      'filter[type]': z.enum(REQUEST_TYPES).optional(),
      'filter[dueBy]': z.iso.date().optional(),
    }),
    output: z.object({ items: z.array(requestOutput), cursor: z.string().optional() }),
    use: async (_, { workspace }, { query }) => ({
      status: 200,
      body: await listRequests(workspace, {
        limit: query.limit,
        cursor: query.cursor,
        state: query['filter[state]'],
        type: query['filter[type]'],
        dueBy: query['filter[dueBy]'],
      }),
    }),
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/requests/{id}',
    permission: 'request:read',
    summary: 'Reads a request with what the person wrote',
    params: pathId,
    output: requestOutput.extend({
      content: z
        .object({
          wording: z.string().optional(),
          replyTo: z.string().optional(),
          identifiers: z.array(z.object({ kind: z.string(), value: z.string() })),
        })
        .optional(),
      challenges: z.array(
        z.object({
          purpose: z.enum(['verify', 'collect']),
          state: z.enum(['open', 'used', 'locked', 'superseded']),
          createdAt: z.string(),
          expiresAt: z.string(),
          wrong: z.int(),
          codes: z.int(),
        }),
      ),
      letters: z.array(letterOutput),
      sweep: sweepOutput.optional(),
    }),
    use: async (_, { workspace }, { path }) => {
      const body = await readRequest(workspace, path.id);
      return { status: 200, body, version: body.version };
    },
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/requests/{id}/history',
    permission: 'request:read',
    summary: 'What was done for a request, by whom and when',
    params: pathId,
    query: pageQuery,
    output: z.object({
      items: z.array(z.record(z.string(), z.unknown())),
      cursor: z.string().optional(),
    }),
    use: async (_, { workspace }, { path, query }) => ({
      status: 200,
      body: await readHistory(workspace, path.id, query),
    }),
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/requests/{id}/letters/{letter}',
    permission: 'request:change',
    summary: 'The text of a letter that has to be posted',
    params: pathId.extend({ letter: requestId }),
    output: z.object({
      id: requestId,
      template: z.string(),
      at: z.string(),
      subject: z.string(),
      text: z.string(),
    }),
    use: async (_, { workspace }, { path }) => ({
      status: 200,
      body: await readLetter(workspace, path.id, path.letter as Id),
    }),
  },
  {
    ...served,
    method: 'POST',
    path: '/v1/requests/{id}/letters/{letter}/posted',
    permission: 'request:change',
    summary: 'Notes that a letter was posted; its text is deleted',
    params: pathId.extend({ letter: requestId }),
    use: async (_, { workspace }, { path }) => {
      await letterPosted(workspace, path.id, path.letter as Id);
      return { status: 204 };
    },
  },
  ...DESK_ROUTES,
  ...DESK_ITEM_ROUTES,
  ...LETTER_ROUTES,
  ...HOLD_ROUTES,
  ...IDENTITY_ROUTES,
  ...DECISION_ROUTES,
  ...PACKAGE_DECISION_ROUTES,
  ...ACT_ROUTES,
];
