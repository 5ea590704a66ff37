import * as z from 'zod';
import { PURPOSES, type Purpose } from '../../catalogue/vocabulary.ts';
import { text } from '../../catalogue/values.ts';
import { CONSENT_WAYS, giveConsent, readConsents } from '../../consent/consents.ts';
import { withdrawConsent } from '../../consent/withdraw.ts';
import type { Id, SubjectId } from '../../kernel/ids.ts';
import { readFormerValues } from '../../rights/acts/former-values.ts';
import type { Route } from '../route.ts';
import { requestId } from './request-shapes.ts';

const served = { audience: 'tenant', function: 'rights', processing: 'rights' } as const;
const params = z.strictObject({ person: requestId });
const purpose = z.enum(Object.keys(PURPOSES) as [Purpose, ...Purpose[]]);
const way = z.enum(CONSENT_WAYS);
const moment = z.iso.datetime();

/** Consents of a person, and what corrections replaced. */
export const CONSENT_ROUTES: readonly Route<'tenant'>[] = [
  {
    ...served,
    method: 'POST',
    path: '/v1/people/{person}/consents',
    permission: 'consent:create',
    summary: 'Records a consent that a person gave, with its proof',
    params,
    body: z.strictObject({
      purpose,
      way,
      givenAt: z.iso.datetime({ offset: true }),
      /** What the person was shown and said. */
      proof: text(4000),
    }),
    output: z.object({ id: requestId, purpose, way, givenAt: moment }),
    idempotency: 'optional',
    use: async (_, { workspace }, { path, body }) => {
      const given = await giveConsent(workspace, path.person as unknown as SubjectId, body);
      const { id, purpose: forWhat, way: how, givenAt } = given;
      return { status: 201, body: { id, purpose: forWhat, way: how, givenAt } };
    },
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/people/{person}/consents',
    permission: 'consent:read',
    summary: 'Consents of a person with their proofs, withdrawn ones too',
    params,
    output: z.object({
      items: z.array(
        z.object({
          id: requestId,
          purpose,
          way,
          givenAt: moment,
          recordedBy: z.string(),
          withdrawnAt: moment.optional(),
          proof: z.string(),
        }),
      ),
    }),
    use: async (_, { workspace }, { path }) => ({
      status: 200,
      body: { items: await readConsents(workspace, path.person as unknown as SubjectId) },
    }),
  },
  {
    ...served,
    method: 'POST',
    path: '/v1/people/{person}/consents/{consent}/withdraw',
    permission: 'consent:change',
    summary: 'Withdraws a consent; what rests on it stops at once',
    params: params.extend({ consent: requestId }),
    use: async (_, { workspace }, { path }) => {
      await withdrawConsent(workspace, path.person as unknown as SubjectId, path.consent as Id);
      return { status: 204 };
    },
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/people/{person}/former-values',
    permission: 'request:decide',
    summary: 'What corrections of a person’s data replaced, until its end',
    params,
    output: z.object({
      items: z.array(
        z.object({
          id: requestId,
          record: z.string(),
          request: requestId,
          at: moment,
          until: moment,
          values: z.record(z.string(), z.json()),
        }),
      ),
    }),
    use: async (_, { workspace }, { path }) => ({
      status: 200,
      body: { items: await readFormerValues(workspace, path.person as unknown as SubjectId) },
    }),
  },
];
