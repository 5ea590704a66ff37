import * as z from 'zod';
import { recordReads } from '../../audit/record-event.ts';
import { declarationOf } from '../../catalogue/record-types.ts';
import type { Json } from '../../kernel/canonical-json.ts';
import type { SubjectId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { HOUR } from '../../kernel/time.ts';
import type { Route } from '../route.ts';
import { personPage } from '../../subjects/person-view.ts';
import { openRecords } from '../../records/shape.ts';
import { readingEvent, recordBody, visibleFields } from '../../records/view.ts';

/** A person's view: everything about one natural person that the caller's role may see. */
export const PERSON_ROUTES: readonly Route<'tenant'>[] = [
  {
    audience: 'tenant',
    function: 'records',
    method: 'GET',
    path: '/v1/people/{person}',
    permission: 'person:read',
    summary: 'Everything about one person: records, and records of others that name the person',
    params: z.strictObject({ person: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/) }),
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(100).default(50),
      cursor: z.string().max(4096).optional(),
    }),
    output: z.object({
      person: z.string(),
      state: z.string().optional(),
      records: z.array(z.record(z.string(), z.unknown())),
      links: z.array(z.object({ record: z.string(), type: z.string(), fields: z.array(z.string()) })),
      cursor: z.string().optional(),
    }),
    use: async (_, { workspace, caller }, { path, query }) => {
      const subject = path.person as SubjectId;
      const scope = `person|${subject}|${workspace.actor.id}`;
      const after = query.cursor && (await workspace.vault.openCursor(scope, query.cursor));
      if (query.cursor && !after) throw new Problem('cursor.invalid');
      const page = await personPage(
        workspace,
        subject,
        query.limit,
        after as Record<string, unknown> | undefined,
      );
      if (page.control?.state === 'erased') throw new Problem('not-found');
      const opened = await openRecords(workspace, declarationOf, page.records);
      const seen = opened.flatMap((record) => {
        const declaration = record && declarationOf(record.item.type);
        const shown = declaration ? visibleFields(caller.role, declaration, 'read') : [];
        return record && declaration && shown.length > 0 ? [{ record, declaration, shown }] : [];
      });
      await recordReads(
        workspace,
        seen.flatMap(
          ({ record, declaration, shown }) => readingEvent(declaration, record, shown, 'person.read') ?? [],
        ),
      );
      const cursor =
        page.next &&
        (await workspace.vault.sealCursor(scope, page.next as Json, workspace.now() + 24 * HOUR));
      return {
        status: 200,
        body: {
          person: subject,
          ...(page.control ? { state: page.control.state } : {}),
          records: seen.map(({ record, shown }) => ({
            type: record.item.type,
            ...recordBody(record, shown),
          })),
          links: page.links,
          ...(cursor ? { cursor } : {}),
        },
      };
    },
  },
];
