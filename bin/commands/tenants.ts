import { setTimeout as pauseFor } from 'node:timers/promises';
import { CommandFailure, needed, noWords, oneWord, type Command, type Given } from './command.ts';
import { platformApi } from './platform-api.ts';

const ROOT = '/v1/platform/tenants';

/** Seconds that `--wait` waits for a tenant's workflow. */
const PATIENCE = 120;

type Tenant = Readonly<Record<'tenant' | 'state' | 'country' | 'createdAt', string>>;

const line = ({ tenant, state, country, createdAt }: Tenant) =>
  `${tenant}  ${state.padEnd(10)}  ${country}  ${createdAt}`;

function tenantId(given: Given): string {
  const id = oneWord(given, 'the id of a tenant');
  if (!/^[0-9A-HJKMNP-TV-Z]{26}$/.test(id))
    throw new CommandFailure(2, 'a tenant id has 26 characters, 0-9 and A-Z');
  return id;
}

async function shown(given: Given, id: string): Promise<Tenant> {
  return (await platformApi(given).call('GET', `${ROOT}/${id}`)) as unknown as Tenant;
}

async function untilActive(given: Given, id: string): Promise<Tenant> {
  const end = performance.now() + PATIENCE * 1000;
  for (;;) {
    const tenant = await shown(given, id);
    if (tenant.state === 'active') return tenant;
    if (tenant.state === 'failed')
      throw new CommandFailure(
        1,
        `the onboarding has failed; run tenants create --tenant ${id} again to go on`,
      );
    if (performance.now() > end)
      throw new CommandFailure(
        1,
        `still ${tenant.state} after ${PATIENCE} s; look again with tenants show ${id}`,
      );
    await pauseFor(250);
  }
}

/** Tenants, as the operator of the platform sees them: ids, country and state. */
export const TENANT_COMMANDS: readonly Command[] = [
  {
    name: 'tenants create',
    usage: '--country DE [--tenant ID] [--wait]',
    summary: 'Begins a tenant; its keys and settings are made in the background',
    help: [
      '--country CC   ISO 3166-1: calendar of the deadlines, statutes of retention',
      '--tenant ID    26 characters of your choice; the same id again goes on with what has failed',
      '--wait         until the tenant is active',
    ],
    options: { country: { type: 'string' }, tenant: { type: 'string' }, wait: { type: 'boolean' } },
    run: async (given) => {
      noWords(given);
      const { tenant, wait } = given.options;
      const wanted = { country: needed(given, 'country'), ...(tenant === undefined ? {} : { tenant }) };
      const begun = (await platformApi(given).call('POST', ROOT, wanted)) as unknown as Tenant;
      const made = wait === true ? await untilActive(given, begun.tenant) : begun;
      return { json: made, text: line(made) };
    },
  },
  {
    name: 'tenants list',
    usage: '',
    summary: 'Lists every tenant: id, state, country, beginning',
    help: [],
    options: {},
    run: async (given) => {
      noWords(given);
      const api = platformApi(given);
      const items: Tenant[] = [];
      let cursor = '';
      do {
        const page = await api.call('GET', `${ROOT}?limit=100${cursor && `&cursor=${cursor}`}`);
        items.push(...(page['items'] as Tenant[]));
        cursor = (page['cursor'] as string | undefined) ?? '';
      } while (cursor);
      return { json: { items }, text: items.length === 0 ? 'no tenants' : items.map(line).join('\n') };
    },
  },
  {
    name: 'tenants show',
    usage: 'ID',
    summary: 'Says how far a tenant has come',
    help: [],
    options: {},
    run: async (given) => {
      const tenant = await shown(given, tenantId(given));
      return { json: tenant, text: line(tenant) };
    },
  },
  {
    name: 'tenants claim',
    usage: 'ID --name NAME --admin-name NAME --admin-email ADDRESS',
    summary: 'Hands an active tenant to its first administrator; the API key is shown this once',
    help: [
      '--name NAME           of the business',
      '--admin-name NAME     of its first administrator',
      '--admin-email ADDRESS  of the first administrator',
    ],
    options: {
      name: { type: 'string' },
      'admin-name': { type: 'string' },
      'admin-email': { type: 'string' },
    },
    run: async (given) => {
      const id = tenantId(given);
      const claimed = await platformApi(given).call('POST', `${ROOT}/${id}/claim`, {
        name: needed(given, 'name'),
        admin: { name: needed(given, 'admin-name'), email: needed(given, 'admin-email') },
      });
      const text = `${String(claimed['apiKey'])}\nThis API key is shown once and kept nowhere: hand it over now.`;
      return { json: claimed, text };
    },
  },
];
