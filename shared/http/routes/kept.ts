import * as z from 'zod';
import { may } from '../../access/roles.ts';
import { text } from '../../catalogue/values.ts';
import { lookUpKept } from '../../erasure/kept/look-up-kept.ts';
import type { Route } from '../route.ts';

/**
 * What a statute or a hold keeps of an erased person's records: found by number, or by the id of the hold, by finance
 * and the officer, and not otherwise.
 */
export const KEPT_ROUTES: readonly Route<'tenant'>[] = [
  {
    audience: 'tenant',
    function: 'rights',
    method: 'POST',
    path: '/v1/kept/lookup',
    permission: 'kept:lookUp',
    processing: 'kept',
    summary:
      'Finds what a statute keeps by its number, or a hold by its id, with what keeps it and until when',
    body: z.strictObject({ number: text(40) }),
    output: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          type: z.string(),
          state: z.literal('retained'),
          ground: z.string(),
          statute: z.string().optional(),
          country: z.string().optional(),
          until: z.iso.date().optional(),
          hold: z.string().optional(),
          keptAt: z.iso.datetime(),
          fields: z.record(z.string(), z.unknown()),
        }),
      ),
    }),
    use: async (_, { workspace, caller }, { body }) => {
      const claims = may(caller.role, 'request:decide');
      const items = await lookUpKept(workspace, body.number, claims ? undefined : ['legal-obligation']);
      return { status: 200, body: { items } };
    },
  },
];
