import * as z from 'zod';
import type { Permission } from '../../access/roles.ts';
import type { Objects, TenantObjects } from '../../files/objects.ts';
import type { Id } from '../../kernel/ids.ts';
import {
  completeEvidence,
  decideEvidence,
  openEvidence,
  uploadEvidence,
} from '../../rights/identity/evidence.ts';
import { completeMandate, openMandate, uploadMandate } from '../../rights/identity/mandate-document.ts';
import { requestBody } from '../../rights/desk/request-view.ts';
import type { RequestItem } from '../../rights/request/model.ts';
import type { Workspace } from '../../store/workspace.ts';
import type { Answer, Route } from '../route.ts';
import { pathId, requestOutput } from './request-shapes.ts';

type Row = Route<'tenant', { readonly objects: Objects }>;
// The chain hands in what the row's schema parsed.
// oxlint-disable-next-line typescript/no-explicit-any
type Act = (workspace: Workspace, objects: TenantObjects, id: Id, body: any) => Promise<Answer>;

const form = z.object({ url: z.string(), fields: z.record(z.string(), z.string()) });
const address = z.object({ url: z.string(), expiresAt: z.iso.datetime() });

const moved = (request: RequestItem): Answer => ({
  status: 200,
  body: requestBody(request),
  version: request.version,
});

/** What is done with a document of a request: the evidence of one check, or the mandate of an agent. */
const STEPS: readonly {
  readonly verb: string;
  readonly permission: Permission;
  readonly summary: string;
  readonly body?: z.ZodObject;
  readonly output?: z.ZodType;
  readonly act: Act;
}[] = [
  {
    verb: 'evidence/upload',
    permission: 'request:decide',
    summary: 'A form to post the document with that was asked for',
    output: form,
    act: async (workspace, objects, id) => ({
      status: 201,
      body: await uploadEvidence(workspace, objects, id),
    }),
  },
  {
    verb: 'evidence/complete',
    permission: 'request:decide',
    summary: 'Seals the posted document for one check',
    body: z.strictObject({ receivedAt: z.iso.datetime({ offset: true }) }),
    output: requestOutput,
    act: async (workspace, objects, id, { receivedAt }) =>
      moved(await completeEvidence(workspace, objects, id, receivedAt)),
  },
  {
    verb: 'evidence/content',
    permission: 'request:decide',
    summary: 'Opens the document: an address, good for five minutes',
    output: address,
    act: async (workspace, objects, id) => ({
      status: 200,
      body: await openEvidence(workspace, objects, id),
    }),
  },
  {
    verb: 'evidence/result',
    permission: 'request:decide',
    summary: 'Says what the document showed; its bytes are deleted, the outcome stays',
    body: z.strictObject({ outcome: z.enum(['confirmed', 'rejected']) }),
    output: requestOutput,
    act: async (workspace, objects, id, { outcome }) =>
      moved(await decideEvidence(workspace, objects, id, outcome)),
  },
  {
    verb: 'agent/upload',
    permission: 'request:change',
    summary: 'A form to post the mandate of an agent with',
    output: form,
    act: async (workspace, objects, id) => ({
      status: 201,
      body: await uploadMandate(workspace, objects, id),
    }),
  },
  {
    verb: 'agent/complete',
    permission: 'request:change',
    summary: 'Seals the posted mandate with the case',
    act: async (workspace, objects, id) => {
      await completeMandate(workspace, objects, id);
      return { status: 204 };
    },
  },
  {
    verb: 'agent/content',
    permission: 'request:decide',
    summary: 'Opens the mandate: an address, good for five minutes',
    output: address,
    act: async (workspace, objects, id) => ({ status: 200, body: await openMandate(workspace, objects, id) }),
  },
];

/** Documents about who asks; their bytes go past the gateway. */
export const IDENTITY_DOCUMENT_ROUTES: readonly Row[] = STEPS.map(
  ({ verb, body: shape, act, ...row }): Row => ({
    ...row,
    audience: 'tenant',
    function: 'work',
    processing: 'rights',
    method: 'POST',
    path: `/v1/requests/{id}/${verb}`,
    params: pathId,
    body: shape ?? z.strictObject({}),
    use: async ({ objects }, { workspace }, { path, body }) =>
      act(workspace, objects(workspace.tenant), path.id, body),
  }),
);
