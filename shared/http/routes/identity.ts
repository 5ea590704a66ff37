import * as z from 'zod';
import type { Permission } from '../../access/roles.ts';
import { date, emailAddress, phoneNumber, text } from '../../catalogue/values.ts';
import type { Id } from '../../kernel/ids.ts';
import { ANSWERS_TO } from '../../rights/request/agency.ts';
import { checkAgent, recordAgent, revokeMandate } from '../../rights/identity/agent.ts';
import { askForDocument } from '../../rights/identity/ask-for-document.ts';
import { DOUBTS, IMPOSSIBLE, type DoubtReason, type WhyImpossible } from '../../rights/request/doubts.ts';
import { readIdentity } from '../../rights/identity/identity-view.ts';
import { openOwnRequest } from '../../rights/opening/own-request.ts';
import { recordDoubt } from '../../rights/identity/record-doubt.ts';
import { recordSender } from '../../rights/identity/sender-on-file.ts';
import { specify } from '../../rights/opening/specify.ts';
import { LANGUAGES } from '../../rights/letters/content.ts';
import type { RequestItem } from '../../rights/request/model.ts';
import { requestBody } from '../../rights/desk/request-view.ts';
import { REQUEST_TYPES } from '../../rights/rights.ts';
import type { RequestServices } from '../../rights/decisions/services.ts';
import type { Workspace } from '../../store/workspace.ts';
import type { Route } from '../route.ts';
import { identityOutput, namesOf } from './identity-shapes.ts';
import { identifier, pathId, requestId, requestOutput } from './request-shapes.ts';

type Services = Pick<RequestServices, 'publicUrl'>;
type Row = Route<'tenant', Services>;
// The chain hands in what the row's schema parsed.
// oxlint-disable-next-line typescript/no-explicit-any
type Act = (workspace: Workspace, id: Id, body: any, services: Services) => Promise<RequestItem>;

const served = { audience: 'tenant', function: 'rights', processing: 'rights' } as const;
const impossible = namesOf<WhyImpossible>(IMPOSSIBLE).optional();

const agent = z.strictObject({
  name: text(200),
  email: emailAddress.optional(),
  phone: phoneNumber.optional(),
  reference: text(500).optional(),
  rights: z.array(z.enum(REQUEST_TYPES)).min(1),
  until: date.optional(),
  answers: z.enum(ANSWERS_TO),
});

/** Steps of identification that are a verb under the request. */
const STEPS: readonly {
  readonly method: 'POST' | 'PUT';
  readonly verb: string;
  readonly permission: Permission;
  readonly summary: string;
  readonly body: z.ZodObject;
  readonly act: Act;
}[] = [
  {
    method: 'POST',
    verb: 'sender',
    permission: 'request:decide',
    summary: 'Identifies the person by the mailbox or number on file that the message came from',
    body: z.strictObject({ sender: text(254) }),
    act: (workspace, id, { sender }) => recordSender(workspace, id, sender),
  },
  {
    method: 'POST',
    verb: 'specify',
    permission: 'request:change',
    summary: 'Adds what the person answered, and looks anew who could be meant',
    body: z.strictObject({
      identifiers: z.array(identifier).min(1).max(10),
      wording: text(10_000).optional(),
      receivedAt: z.iso.datetime({ offset: true }),
    }),
    act: (workspace, id, body) => specify(workspace, id, body),
  },
  {
    method: 'POST',
    verb: 'doubt',
    permission: 'request:decide',
    summary: 'Records a reasonable doubt about who asks (Art. 12(6))',
    body: z.strictObject({ reason: namesOf<DoubtReason>(DOUBTS), note: text(2000) }),
    act: (workspace, id, { reason, note }) => recordDoubt(workspace, id, reason, note),
  },
  {
    method: 'POST',
    verb: 'evidence/ask',
    permission: 'request:decide',
    summary: 'Asks for a document: after a recorded doubt, and when the ordinary ways did not help',
    body: z.strictObject({
      impossible: z.strictObject({ 'mailbox-code': impossible, 'call-back': impossible }).default({}),
    }),
    act: (workspace, id, body, { publicUrl }) => askForDocument(workspace, id, body.impossible, publicUrl),
  },
  {
    method: 'PUT',
    verb: 'agent',
    permission: 'request:change',
    summary: 'Records who asks on the person’s behalf, and how far the mandate reaches',
    body: agent,
    act: (workspace, id, body) => recordAgent(workspace, id, body),
  },
  {
    method: 'POST',
    verb: 'agent/check',
    permission: 'request:decide',
    summary: 'Notes what an officer found of the mandate',
    body: z.strictObject({ outcome: z.enum(['accepted', 'refused']) }),
    act: (workspace, id, { outcome }) => checkAgent(workspace, id, outcome),
  },
  {
    method: 'POST',
    verb: 'agent/revoke',
    permission: 'request:change',
    summary: 'Ends a mandate at once, with whatever rests on it',
    body: z.strictObject({}),
    act: (workspace, id) => revokeMandate(workspace, id),
  },
];

/** Who asks: methods by risk, doubts, agents, and requests of whoever is logged in. */
export const IDENTITY_ROUTES: readonly Row[] = [
  {
    ...served,
    method: 'POST',
    path: '/v1/me/requests',
    permission: 'self:open',
    summary: 'Opens a request of whoever is logged in, who is not asked again who it is',
    body: z.strictObject({
      type: z.enum(REQUEST_TYPES),
      wording: text(10_000).optional(),
      language: z.enum(LANGUAGES).optional(),
    }),
    output: requestOutput.extend({ duplicateOf: requestId.optional() }),
    idempotency: 'optional',
    use: async (_, { workspace }, { body }) => {
      const { request, duplicate } = await openOwnRequest(workspace, body);
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
    path: '/v1/requests/{id}/identity',
    permission: 'request:read',
    summary: 'Which methods suffice, what was doubted, who acts for the person',
    params: pathId,
    output: identityOutput,
    use: async (_, { workspace }, { path }) => ({
      status: 200,
      body: await readIdentity(workspace, path.id),
    }),
  },
  ...STEPS.map(({ verb, act, body: shape, ...row }): Row => ({
    ...served,
    ...row,
    path: `/v1/requests/{id}/${verb}`,
    params: pathId,
    body: shape,
    output: requestOutput,
    idempotency: 'optional',
    use: async (services, { workspace }, { path, body }) => {
      const request = await act(workspace, path.id, body, services);
      return { status: 200, body: requestBody(request), version: request.version };
    },
  })),
];
