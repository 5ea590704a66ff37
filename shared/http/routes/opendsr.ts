import * as z from 'zod';
import { text } from '../../catalogue/values.ts';
import { MOST_CALLBACKS } from '../../standards/callback-address.ts';
import type { Certificates } from '../../standards/certificate/certificates.ts';
import type { SignBytes } from '../../standards/certificate/x509.ts';
import type { Followed } from '../../standards/exchange.ts';
import { expectedAt } from '../../standards/expected.ts';
import { cancelRequest, followedRequest, receiveRequest } from '../../standards/opendsr/receive.ts';
import { openDsrRefusal } from '../../standards/opendsr/refusal.ts';
import { signedMessage } from '../../standards/opendsr/sign.ts';
import { OPENDSR_STATUSES, statusBody } from '../../standards/opendsr/status.ts';
import {
  API_VERSION,
  BASE_PATH,
  IDENTITY_TYPES,
  SUBJECT_REQUEST_TYPES,
  discovery,
} from '../../standards/opendsr/vocabulary.ts';
import { instant } from '../../kernel/time.ts';
import type { Workspace } from '../../store/workspace.ts';
import type { Answer, Route } from '../route.ts';

/** What the routes of OpenDSR are wired with. */
export interface OpenDsrServices {
  readonly sign: SignBytes;
  readonly publicUrl: string;
  readonly certificates: Certificates;
}

const reference = z.uuidv4().regex(/^[^A-Z]*$/);
const path = z.strictObject({ id: reference });
const identity = z.strictObject({
  identity_type: z.enum(IDENTITY_TYPES),
  identity_value: text(254),
  identity_format: z.literal('raw'),
});
/** Members that the text does not name are refused: nothing is taken that would go unheeded. */
const request = z.strictObject({
  // Required by the text and left out by its own example; the other regulation is none that holds here.
  regulation: z.literal('gdpr').optional(),
  subject_request_id: reference,
  subject_request_type: z.enum(SUBJECT_REQUEST_TYPES),
  subject_identities: z.array(identity).min(1).max(20),
  submitted_time: z.iso.datetime({ offset: true }),
  api_version: z
    .string()
    .regex(/^[12]\.\d{1,3}$/)
    .optional(),
  status_callback_urls: z.array(z.string().max(2048)).max(MOST_CALLBACKS).default([]),
  // Those of other processors; this one has none, since everything that it reads is in the standard.
  extensions: z.record(z.string().max(253), z.unknown()).optional(),
});

const answered = z.object({ controller_id: z.string(), subject_request_id: reference });
const received = answered.extend({
  expected_completion_time: z.iso.datetime(),
  received_time: z.iso.datetime(),
  encoded_request: z.string(),
});
const status = answered.extend({
  expected_completion_time: z.iso.datetime(),
  request_status: z.enum(OPENDSR_STATUSES),
  api_version: z.string(),
  results_url: z.url().optional(),
  results_count: z.int().optional(),
});
const cancelled = answered.extend({ received_time: z.iso.datetime(), api_version: z.string() });

async function signed(
  { sign, publicUrl }: OpenDsrServices,
  code: 200 | 201 | 202,
  value: object,
): Promise<Answer> {
  const { body, headers } = await signedMessage(sign, publicUrl, value);
  return { status: code, text: { type: 'application/json', content: body }, headers };
}

const known = ({ tenant }: Workspace, { exchange }: Followed) => ({
  controller_id: tenant,
  subject_request_id: exchange.terms.reference,
});

const open = { audience: 'public', function: 'standards', processing: 'none' } as const;
const served = {
  audience: 'tenant',
  permission: 'request:open',
  function: 'standards',
  processing: 'rights',
  refusal: openDsrRefusal,
} as const;

function requestRoutes(name: string): readonly Route<'tenant', OpenDsrServices>[] {
  return [
    {
      ...served,
      method: 'POST',
      path: `${BASE_PATH}/${name}`,
      summary: 'OpenDSR: opens a request of a person, once for each id',
      bodyLimit: 16 * 1024,
      body: request,
      verbatim: true,
      output: received,
      use: async (services, { workspace }, { body, text: sent = '' }) => {
        const followed = await receiveRequest(workspace, body);
        return signed(services, 201, {
          ...known(workspace, followed),
          expected_completion_time: expectedAt(followed.request),
          received_time: followed.exchange.receivedAt,
          encoded_request: Buffer.from(sent).toString('base64'),
        });
      },
    },
    {
      ...served,
      method: 'GET',
      path: `${BASE_PATH}/${name}/{id}`,
      summary: 'OpenDSR: the status of a request',
      params: path,
      output: status,
      use: async (services, { workspace }, { path: { id } }) => {
        const followed = await followedRequest(workspace, id);
        return signed(services, 200, statusBody(followed, workspace.tenant, services.publicUrl));
      },
    },
    {
      ...served,
      method: 'DELETE',
      path: `${BASE_PATH}/${name}/{id}`,
      summary: 'OpenDSR: cancels a request that is still pending',
      params: path,
      output: cancelled,
      use: async (services, { workspace }, { path: { id } }) => {
        const followed = await cancelRequest(workspace, id);
        return signed(services, 202, {
          ...known(workspace, followed),
          received_time: followed.exchange.withdrawnAt ?? instant(workspace.now()),
          api_version: API_VERSION,
        });
      },
    },
  ];
}

/** What anybody may ask: what this processor supports, and the certificate that its answers are signed with. */
export const OPENDSR_PUBLIC_ROUTES: readonly Route<'public', OpenDsrServices>[] = [
  {
    ...open,
    method: 'GET',
    path: `${BASE_PATH}/discovery`,
    summary: 'OpenDSR: the requests and identities that are supported',
    output: z.object({
      api_version: z.string(),
      supported_identities: z.array(
        z.object({ identity_type: z.enum(IDENTITY_TYPES), identity_format: z.literal('raw') }),
      ),
      supported_subject_request_types: z.array(z.enum(SUBJECT_REQUEST_TYPES)),
      processor_certificate: z.url(),
    }),
    use: async ({ publicUrl }) => ({ status: 200, body: discovery(publicUrl) }),
  },
  {
    ...open,
    method: 'GET',
    path: `${BASE_PATH}/certificate`,
    summary:
      'OpenDSR: the X.509 certificate of the key that signs answers and callbacks, with its chain (PEM)',
    use: async ({ certificates }) => ({
      status: 200,
      text: { type: 'application/x-pem-file', content: await certificates.served() },
    }),
  },
];

/** Requests of the controller; under the older name of the routes as well (section 10.1). */
export const OPENDSR_ROUTES: readonly Route<'tenant', OpenDsrServices>[] = [
  ...requestRoutes('requests'),
  ...requestRoutes('opengdpr_requests'),
];
