import type { Client } from '../../journeys/client.ts';
import { eventually } from './patience.ts';
import { expected, type Step, type Told } from './told.ts';

async function officer({ admin, apiKeys, stack }: Told, name: string): Promise<Client> {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.org`;
  const member = expected(
    await admin.post('/v1/members', { kind: 'human', role: 'officer', name, email }),
    201,
  );
  const made = expected(await admin.post(`/v1/members/${member.body.id}/keys`, {}), 201);
  apiKeys.push(made.body.apiKey as string);
  return stack.client(made.body.apiKey as string);
}

/** A tenant begins, is claimed, and gets two officers. */
export const TENANCY: readonly Step[] = [
  {
    step: 'onboard',
    tell: async (told) => {
      const { stack } = told;
      const begun = expected(await stack.operator.post('/v1/platform/tenants', { country: 'DE' }), 202);
      told.tenant = begun.body.tenant as string;
      await eventually(stack, async () => {
        const { state } = (await stack.operator.get(`/v1/platform/tenants/${told.tenant}`)).body ?? {};
        if (state === 'failed') throw new Error('failed');
        return state === 'active' ? true : undefined;
      });
    },
  },
  {
    step: 'claim',
    tell: async (told) => {
      const { business, administrator, address } = told.words;
      const claimed = expected(
        await told.stack.operator.post(`/v1/platform/tenants/${told.tenant}/claim`, {
          name: business,
          admin: { name: administrator, email: address },
        }),
        201,
      );
      told.apiKeys.push(claimed.body.apiKey as string);
      told.admin = told.stack.client(claimed.body.apiKey as string);
    },
  },
  {
    step: 'members',
    tell: async (told) => {
      told.officers = [await officer(told, 'Olaf Officer'), await officer(told, 'Olga Officer')];
      expected(await told.admin.get('/v1/members'), 200);
    },
  },
];
