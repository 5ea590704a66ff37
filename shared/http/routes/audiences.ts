import * as z from 'zod';
import { AUDIENCES, type AudienceName } from '../../audiences/audiences.ts';
import { selectAudience } from '../../audiences/select-audience.ts';
import { declarationOf, RECORD_TYPES } from '../../catalogue/record-types.ts';
import { recordReference } from '../../catalogue/values.ts';
import { Problem } from '../../kernel/problems.ts';
import type { Route } from '../route.ts';

/** Types whose records are people. */
const PEOPLE = RECORD_TYPES.filter(({ home }) => home.in === 'own').map(({ type }) => type);

/** A route per audience: whoever sends or judges asks it whom, and is told of nobody else. */
export const AUDIENCE_ROUTES: readonly Route<'tenant'>[] = Object.entries(AUDIENCES).map(
  ([name, { says, use }]) => ({
    audience: 'tenant',
    function: 'records',
    method: 'GET',
    path: `/v1/audiences/${name}`,
    permission: 'audience:list',
    processing: use,
    summary: `${says}: ids of people, and how many are left out, by reason`,
    query: z.strictObject({
      type: z.enum(PEOPLE as [string, ...string[]]).default('contact'),
      limit: z.coerce.number().int().min(1).max(100).default(100),
      cursor: z.string().max(4096).optional(),
    }),
    output: z.object({
      items: z.array(z.object({ id: recordReference, person: z.string() })),
      withheld: z.int(),
      reasons: z.array(z.object({ reason: z.string(), count: z.int() })),
      cursor: z.string().optional(),
    }),
    use: async (_, { workspace, processing }, { query }) => {
      // An exception is about one use of one person's data, never about everybody at once.
      if (processing.exception) {
        const violations = [{ pointer: '/header/processing-exception', rule: 'one person' }];
        throw new Problem('request.invalid', { violations });
      }
      const declaration = declarationOf(query.type);
      if (!declaration) throw new Problem('internal');
      const { limit, cursor } = query;
      const wanted = { limit, ...(cursor === undefined ? {} : { cursor }) };
      return {
        status: 200,
        body: await selectAudience(workspace, name as AudienceName, declaration, wanted),
      };
    },
  }),
);
