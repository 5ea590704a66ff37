import * as z from 'zod';
import { emailAddress, text } from '../../catalogue/values.ts';
import { loadArrival, openContent } from '../../intake/arrival-store.ts';
import { closeArrival } from '../../intake/close.ts';
import type { DoorServices } from '../../intake/door.ts';
import { inboxAddress } from '../../intake/mail/envelope.ts';
import { ARRIVAL_STATES, CLOSINGS, DOORS, FINDINGS, type ArrivalState } from '../../intake/model.ts';
import { intakeSettings, setIntakeSettings } from '../../intake/settings.ts';
import { takePosted } from '../../intake/take-posted.ts';
import { turn } from '../../intake/turn.ts';
import { forwardArrival } from '../../intake/vendor-door.ts';
import { arrivalBody, fetchOriginal, listArrivals, readArrival } from '../../intake/view.ts';
import { REQUEST_TYPES } from '../../rights/rights.ts';
import type { Route } from '../route.ts';
import { rights, who } from './intake-doors.ts';
import { pageQuery, pathId, requestId } from './request-shapes.ts';

const served = { audience: 'tenant', function: 'intake', processing: 'rights' } as const;

const identifier = z.strictObject({
  kind: z.enum(['email', 'phone', 'name', 'externalId']),
  value: text(254),
});
const given = z.object({ kind: z.string(), value: z.string() });
const types = z.enum(REQUEST_TYPES);

/** A message as members see it. */
const arrivalOutput = z.object({
  id: requestId,
  state: z.enum(Object.keys(ARRIVAL_STATES) as [ArrivalState, ...ArrivalState[]]),
  says: z.string(),
  door: z.enum(DOORS),
  channel: z.string(),
  version: z.int(),
  receivedAt: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  forwardBy: z.iso.datetime().optional(),
  language: z.string(),
  proposals: z.array(types),
  findings: z.array(
    z.object({ finding: z.enum(Object.keys(FINDINGS) as [string, ...string[]]), says: z.string() }),
  ),
  attachments: z.int(),
  originals: z.int(),
  requests: z.array(requestId),
  repeats: z.int(),
  seenAt: z.iso.datetime().optional(),
  endedAt: z.iso.datetime().optional(),
  closedAs: z.enum(CLOSINGS).optional(),
  keyEndedAt: z.iso.datetime().optional(),
});

/** What the officers do with messages that reached a door. */
export const INTAKE_ROUTES: readonly Route<'tenant', DoorServices>[] = [
  {
    ...served,
    method: 'GET',
    path: '/v1/intake',
    permission: 'request:list',
    summary: 'Lists messages that reached the privacy inbox or a form, newest first',
    query: pageQuery.extend({ 'filter[state]': arrivalOutput.shape.state.optional() }),
    output: z.object({ items: z.array(arrivalOutput), cursor: z.string().optional() }),
    use: async (_, { workspace }, { query }) => {
      const { limit, cursor } = query;
      const body = await listArrivals(workspace, { limit, cursor, state: query['filter[state]'] });
      return { status: 200, body };
    },
  },
  {
    ...served,
    method: 'POST',
    path: '/v1/intake',
    permission: 'request:open',
    summary:
      'Takes a message from a messenger, in free wording, with its arrival there; the same message id is the same message',
    body: z.strictObject({
      ...who,
      rights,
      channel: z.literal('messenger'),
      receivedAt: z.iso.datetime({ offset: true }),
      messageId: text(200),
    }),
    output: arrivalOutput.pick({ id: true, state: true, says: true, receivedAt: true, requests: true }),
    idempotency: 'optional',
    use: async (_, { workspace }, { body }) => ({
      status: 201,
      body: arrivalBody(await takePosted(workspace, body)),
    }),
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/intake/{id}',
    permission: 'request:read',
    summary: 'Reads a message with what the person wrote',
    params: pathId,
    output: arrivalOutput.extend({
      content: z
        .object({
          wording: z.string().optional(),
          subject: z.string().optional(),
          name: z.string().optional(),
          replyTo: z.string().optional(),
          business: z.string().optional(),
          identifiers: z.array(given),
          suggestions: z.array(given),
          attachments: z.array(z.object({ name: z.string(), mediaType: z.string(), size: z.int() })),
        })
        .optional(),
    }),
    use: async (_, { workspace }, { path }) => ({ status: 200, body: await readArrival(workspace, path.id) }),
  },
  {
    ...served,
    method: 'POST',
    path: '/v1/intake/{id}/original',
    permission: 'request:read',
    summary: 'Opens the original of a message, attachments included: an address good for five minutes',
    params: pathId,
    body: z.strictObject({ position: z.int().min(0).max(99).default(0) }),
    output: z.object({ url: z.string(), expiresAt: z.iso.datetime() }),
    use: async ({ objects }, { workspace }, { path, body }) => ({
      status: 200,
      body: await fetchOriginal(workspace, objects(workspace.tenant), path.id, body.position),
    }),
  },
  {
    ...served,
    method: 'POST',
    path: '/v1/intake/{id}/requests',
    permission: 'request:open',
    summary: 'Opens a request for each right that a message means, all with its arrival time',
    params: pathId,
    body: z.strictObject({
      types: z.array(types).min(1).max(REQUEST_TYPES.length),
      identifiers: z.array(identifier).min(1).max(10).optional(),
      wording: text(10_000).optional(),
      marketing: z.boolean().optional(),
    }),
    output: z.object({
      requests: z.array(z.object({ id: requestId, type: types, duplicate: z.boolean() })),
    }),
    idempotency: 'optional',
    use: async (_, { workspace }, { path, body }) => {
      const arrival = await loadArrival(workspace, path.id);
      const requests = await turn(workspace, arrival, await openContent(workspace, arrival), body);
      return { status: 201, body: { requests } };
    },
  },
  {
    ...served,
    method: 'POST',
    path: '/v1/intake/{id}/close',
    permission: 'request:decide',
    summary: 'Closes a message that asks for nothing, with a reason',
    params: pathId,
    body: z.strictObject({ reason: z.enum(CLOSINGS) }),
    output: arrivalOutput,
    use: async (_, { workspace }, { path, body }) => ({
      status: 200,
      body: arrivalBody(await closeArrival(workspace, path.id, body.reason)),
    }),
  },
  {
    ...served,
    method: 'POST',
    path: '/v1/intake/{id}/forward',
    permission: 'request:decide',
    summary: 'Passes a message that the vendor holds on to the business that is meant',
    params: pathId,
    body: z.strictObject({ business: text(200) }),
    output: arrivalOutput,
    use: async (services, { workspace }, { path, body }) => ({
      status: 200,
      body: arrivalBody(await forwardArrival(services, workspace, path.id, body.business)),
    }),
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/intake-settings',
    permission: 'tenant:read',
    summary:
      'Where messages reach the business: address of its privacy inbox, path of its form, its public name',
    output: z.object({
      inbox: z.string(),
      form: z.string(),
      handle: z.string().optional(),
      noticeTo: z.string().optional(),
    }),
    use: async ({ domain }, { workspace }) => {
      const { tenant } = workspace;
      const settings = await intakeSettings(workspace);
      const form = `/public/pages/intake/${tenant}`;
      return { status: 200, body: { inbox: inboxAddress(tenant, domain), form, ...settings } };
    },
  },
  {
    ...served,
    method: 'PUT',
    path: '/v1/intake-settings',
    permission: 'tenant:configure',
    summary: 'Says what the business is called in public, and where notices of waiting messages go',
    body: z.strictObject({ handle: text(200).optional(), noticeTo: emailAddress.optional() }),
    use: async ({ handles }, { workspace }, { body }) => {
      await setIntakeSettings(workspace, handles, body);
      return { status: 204 };
    },
  },
];
