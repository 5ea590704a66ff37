import * as z from 'zod';
import { eventWrite } from '../../audit/record-event.ts';
import { MANUAL_WAYS, OPERATIONS, type Operation } from '../../audit/operations.ts';
import { PURPOSES, type Purpose } from '../../catalogue/vocabulary.ts';
import type { SubjectId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import { controlFrom } from '../../subjects/control.ts';
import type { Route } from '../route.ts';
import { requestId } from './request-shapes.ts';

const operation = z.enum(Object.keys(OPERATIONS) as [Operation, ...Operation[]]);
const how = z.enum(MANUAL_WAYS);
const purpose = z.enum(Object.keys(PURPOSES) as [Purpose, ...Purpose[]]);

/** What is done with data about a person by hand: on paper or by telephone. */
export const MANUAL_ROUTES: readonly Route<'tenant'>[] = [
  {
    audience: 'tenant',
    function: 'rights',
    method: 'POST',
    path: '/v1/people/{person}/manual-operations',
    permission: 'person:read',
    // What has happened is written down whatever is restricted.
    processing: 'none',
    summary: 'Writes into the log what was done by hand with data about a person',
    params: z.strictObject({ person: requestId }),
    body: z.strictObject({
      operation,
      how,
      purpose,
      /** Now unless given. */
      doneAt: z.iso.datetime({ offset: true }).optional(),
    }),
    output: z.object({ operation, term: z.url(), how, purpose, doneAt: z.iso.datetime() }),
    idempotency: 'optional',
    use: async (_, { workspace }, { path, body }) => {
      const subject = path.person as SubjectId;
      const now = workspace.now();
      const at = body.doneAt === undefined ? now : Date.parse(body.doneAt);
      if (at > now)
        throw new Problem('rule.violated', { violations: [{ pointer: '/doneAt', rule: 'past' }] });
      const control = controlFrom((await workspace.tables.get([workspace.keys.subject(subject)]))[0]);
      if (!control || control.state === 'erased') throw new Problem('not-found');
      const said = { operation: body.operation as Operation, how: body.how, purpose: body.purpose };
      const doneAt = instant(at);
      await workspace.tables.write([
        eventWrite(workspace, { action: 'person.handle', subject, ...said, doneAt }),
      ]);
      return { status: 201, body: { ...said, term: OPERATIONS[said.operation], doneAt } };
    },
  },
];
