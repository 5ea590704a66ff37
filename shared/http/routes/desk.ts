import * as z from 'zod';
import { assign } from '../../rights/desk/assign.ts';
import { WHOSE, readQueue } from '../../rights/desk/queue.ts';
import { requestStatistics } from '../../rights/desk/statistics.ts';
import { WAITS_FOR, type WaitedFor } from '../../rights/desk/waits.ts';
import { requestBody } from '../../rights/desk/request-view.ts';
import type { Route } from '../route.ts';
import { pageQuery, pathId, requestId, requestOutput } from './request-shapes.ts';

const served = { audience: 'tenant', function: 'rights', processing: 'rights' } as const;

const waitedFor = [...new Set(Object.values(WAITS_FOR))] as [WaitedFor, ...WaitedFor[]];

const counts = z.record(z.string(), z.int());
const timeliness = z.object({ of: z.int(), onTime: z.int(), share: z.number().nullable() });
const statistics = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  count: z.int(),
  open: z.int(),
  byRight: counts,
  byOutcome: counts,
  byChannel: counts,
  days: z.object({ medianClosed: z.number().nullable(), oldestOpen: z.number().nullable() }),
  law: timeliness,
  promise: timeliness,
});

/** The officers' day: what is due, and who sees to it. */
export const DESK_ROUTES: readonly Route<'tenant'>[] = [
  {
    ...served,
    method: 'GET',
    path: '/v1/requests/queue',
    permission: 'request:list',
    summary: 'Open requests by the earliest of their clocks, with whom each waits for',
    query: pageQuery.extend({
      'filter[whose]': z.enum(WHOSE).optional(),
      'filter[dueBy]': z.iso.date().optional(),
    }),
    output: z.object({
      items: z.array(
        requestOutput.extend({ daysLeft: z.int(), overdue: z.boolean(), waitsFor: z.enum(waitedFor) }),
      ),
      cursor: z.string().optional(),
    }),
    use: async (_, { workspace }, { query }) => ({
      status: 200,
      body: await readQueue(workspace, {
        limit: query.limit,
        cursor: query.cursor,
        whose: query['filter[whose]'],
        dueBy: query['filter[dueBy]'],
      }),
    }),
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/requests/statistics',
    permission: 'request:list',
    summary:
      'Counts, ages and timeliness of the requests that were recorded within a period; nobody is named',
    query: z.strictObject({ from: z.iso.date(), to: z.iso.date() }),
    output: statistics,
    use: async (_, { workspace }, { query }) => ({
      status: 200,
      body: await requestStatistics(workspace, query),
    }),
  },
  {
    ...served,
    method: 'PUT',
    path: '/v1/requests/{id}/assignment',
    permission: 'request:change',
    summary: 'Says which officer sees to a request, and who does in the officer’s absence',
    params: pathId,
    body: z.strictObject({ assignee: requestId.nullable(), deputy: requestId.nullable() }),
    output: requestOutput,
    use: async (_, { workspace }, { path, body }) => {
      const request = await assign(workspace, path.id, body);
      return { status: 200, body: requestBody(request), version: request.version };
    },
  },
];
