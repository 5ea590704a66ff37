import * as z from 'zod';
import type { SubjectId } from '../../kernel/ids.ts';
import { viewPerson } from '../../records/view-person.ts';
import { recordBody, visibleFields } from '../../records/view.ts';
import { groundRule } from '../../subjects/grounds.ts';
import type { Route } from '../route.ts';

/** A restriction as it is shown to whoever serves the person's rights. */
const restriction = z.object({
  id: z.string(),
  ground: z.string(),
  article: z.string(),
  purposes: z.union([z.literal('all'), z.array(z.string())]),
  records: z.union([z.literal('all'), z.array(z.string())]),
  request: z.string().optional(),
  since: z.iso.datetime(),
  announcedAt: z.iso.datetime().optional(),
});

/** A person's view: everything about one natural person that the caller's role may see. */
export const PERSON_ROUTES: readonly Route<'tenant'>[] = [
  {
    audience: 'tenant',
    function: 'records',
    method: 'GET',
    path: '/v1/people/{person}',
    permission: 'person:read',
    processing: 'view',
    summary: 'Everything about one person: records, and records of others that name the person',
    params: z.strictObject({ person: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/) }),
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(100).default(50),
      cursor: z.string().max(4096).optional(),
    }),
    output: z.object({
      person: z.string(),
      state: z.string().optional(),
      restrictions: z.array(restriction).optional(),
      records: z.array(z.record(z.string(), z.unknown())),
      links: z.array(z.object({ record: z.string(), type: z.string(), fields: z.array(z.string()) })),
      withheld: z.int(),
      cursor: z.string().optional(),
    }),
    use: async (_, { workspace, caller, processing }, { path, query }) => {
      const person = path.person as SubjectId;
      const { restrictions, records, ...rest } = await viewPerson(
        workspace,
        person,
        query,
        (declaration) => visibleFields(caller.role, declaration, 'read'),
        processing,
      );
      const told = restrictions?.map((one) => ({ ...one, article: groundRule(one.ground).article }));
      return {
        status: 200,
        body: {
          person,
          ...(told ? { restrictions: told } : {}),
          records: records.map(({ record, shown }) => ({
            type: record.item.type,
            ...recordBody(record, shown),
          })),
          ...rest,
        },
      };
    },
  },
];
