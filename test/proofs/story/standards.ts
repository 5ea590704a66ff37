import { randomUUID } from 'node:crypto';
import { expected, type Step } from './told.ts';

/** A controller asks by a standard, follows what it asked for and takes it back; a stranger knocks at the agents’ door. */
export const STANDARDS: readonly Step[] = [
  {
    step: 'a standard: asked, followed, withdrawn',
    tell: async ({ stack, tenant, admin, words }) => {
      const at = '/v1/opendsr';
      expected(await stack.anybody.get(`${at}/discovery`), 200);
      expected(await stack.anybody.get(`${at}/certificate`), 200);
      expected(await stack.operator.get('/v1/platform/opendsr-certificate'), 200);
      expected(await stack.anybody.get(`/public/drp/${tenant}/v1/agent/STRANGER`), 403);
      const reference = randomUUID();
      const identity = { identity_type: 'email', identity_value: words.email, identity_format: 'raw' };
      const asked = await admin.post(`${at}/requests`, {
        regulation: 'gdpr',
        subject_request_id: reference,
        subject_request_type: 'portability',
        submitted_time: new Date((await stack.now()) - 60_000).toISOString(),
        subject_identities: [identity],
        api_version: '2.0',
      });
      expected(asked, 201);
      expected(await admin.get(`${at}/requests/${reference}`), 200);
      expected(await admin.delete(`${at}/requests/${reference}`), 202);
    },
  },
];
