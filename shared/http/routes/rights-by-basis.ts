import * as z from 'zod';
import { LEGAL_BASES, type LegalBasis } from '../../catalogue/vocabulary.ts';
import { rightsOn } from '../../rights/by-basis.ts';
import { REQUEST_TYPES } from '../../rights/rights.ts';
import { tenantSettings } from '../../tenants/settings.ts';
import type { Route } from '../route.ts';

const basis = z.enum(Object.keys(LEGAL_BASES) as [LegalBasis, ...LegalBasis[]]);
const period = z.object({
  months: z.int().optional(),
  /** True: a last day that is a rest day moves on. */
  moves: z.boolean().optional(),
  days: z.int().optional(),
  workingDays: z.int().optional(),
});

/** Which rights people have, by the basis on which their data are processed. */
export const RIGHTS_BY_BASIS_ROUTES: readonly Route<'tenant'>[] = [
  {
    audience: 'tenant',
    function: 'rights',
    method: 'GET',
    path: '/v1/rights',
    permission: 'dataMap:read',
    processing: 'none',
    summary: 'Which rights people have on which legal basis, what they mean, how they are served and by when',
    query: z.strictObject({ basis: basis.optional() }),
    output: z.object({
      items: z.array(
        z.object({
          right: z.enum(REQUEST_TYPES),
          articles: z.array(z.string()),
          bases: z.array(basis),
          says: z.object({ en: z.string(), de: z.string(), fr: z.string() }),
          served: z.object({ by: z.enum(['package', 'erasure', 'acts', 'answer']), says: z.string() }),
          clock: z.object({ within: period, extendedTo: period.optional(), source: z.string() }),
        }),
      ),
    }),
    use: async (_, { workspace }, { query }) => {
      const { country } = await tenantSettings(workspace);
      return { status: 200, body: { items: rightsOn(country, query.basis) } };
    },
  },
];
