import * as z from 'zod';
import { recordReference } from '../../catalogue/values.ts';
import { packageSummary, reviewText } from '../../exports/review.ts';
import type { Route } from '../route.ts';

const id = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/);
const decision = z.enum(['include', 'withhold']);
const review = z.array(
  z.object({ record: recordReference, type: z.string(), decision: decision.optional() }),
);
const count = z.int();
const common = {
  audience: 'tenant',
  function: 'work',
  processing: 'rights',
  params: z.strictObject({ id }),
} as const;

/** Access packages before their release. */
export const PACKAGE_ROUTES: readonly Route<'tenant'>[] = [
  {
    ...common,
    method: 'GET',
    path: '/v1/requests/{id}/package',
    permission: 'request:read',
    summary: 'What an access package holds and withholds, and which texts wait for a decision',
    output: z.object({
      id,
      size: count,
      sha256: z.string(),
      counts: z.object({
        records: count,
        linked: count,
        files: count,
        log: count,
        withheld: count,
        undecided: count,
      }),
      createdAt: z.iso.datetime(),
      expiresAt: z.iso.datetime(),
      openedAt: z.iso.datetime().optional(),
      review,
    }),
    use: async (_, { workspace }, { path }) => ({
      status: 200,
      body: await packageSummary(workspace, path.id),
    }),
  },
  {
    ...common,
    method: 'POST',
    path: '/v1/requests/{id}/package/review',
    permission: 'request:decide',
    summary: 'Include or withhold a text that names several people; takes effect when prepared again',
    body: z.strictObject({ record: recordReference, decision }),
    output: z.object({ review }),
    use: async (_, { workspace }, { path, body }) => ({
      status: 200,
      body: { review: await reviewText(workspace, path.id, body.record, body.decision) },
    }),
  },
];
