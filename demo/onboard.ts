import { Client, until } from './client.ts';
import { bw, type Stage } from './command-line.ts';
import type { Story, StoryMap } from './story.ts';
import type { Terminal } from './terminal.ts';

/** Begins a tenant with the command line and waits for its workflow. */
async function newTenant(
  stage: Stage,
  country: string,
  name: string,
): Promise<{ tenant: string; admin: Client }> {
  const { tenant } = await bw(stage, 'tenants', 'create', '--country', country);
  await until(
    'the tenant',
    () => bw(stage, 'tenants', 'show', tenant),
    ({ state }) => state === 'active',
  );
  const who = ['--name', name, '--admin-name', 'Sunniva Lindqvist', '--admin-email', 'admin@example.org'];
  const { apiKey } = await bw(stage, 'tenants', 'claim', tenant, ...who);
  return { tenant, admin: new Client(stage.api, apiKey) };
}

/** A member with a key of its own: one person, one account. */
async function member(stage: Stage, admin: Client, role: string, name: string): Promise<Client> {
  const email = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@example.org`;
  const { id } = await admin.must('POST', '/v1/members', { kind: 'human', role, name, email });
  const { apiKey } = await admin.must('POST', `/v1/members/${id}/keys`, {});
  return new Client(stage.api, apiKey);
}

/** Two tenants, and the people who work for the first. */
export async function onboard(
  terminal: Terminal,
  stage: Stage,
  map: StoryMap,
): Promise<Pick<Story, 'staff' | 'stranger' | 'anyone'>> {
  terminal.chapter('Two businesses are onboarded');
  const first = await newTenant(stage, map.country, map.title);
  terminal.say(`${map.title} is tenant ${first.tenant}: a KMS key, wrapping keys and settings of its own.`);
  const second = await newTenant(stage, 'FR', 'Atelier Moreau');
  terminal.say(
    `Atelier Moreau is tenant ${second.tenant}. Each secret was shown once, to its administrator.`,
  );
  const { admin } = first;
  const staff = {
    admin,
    officer: await member(stage, admin, 'officer', 'Ingrid Vasquez'),
    secondOfficer: await member(stage, admin, 'officer', 'Bertil Okafor'),
    sales: await member(stage, admin, 'sales', 'Pia Dufresne'),
    finance: await member(stage, admin, 'finance', 'Anselm Roth'),
  };
  terminal.say(
    'Members: an administrator, two privacy officers, sales, finance; everyone with a key of their own.',
  );
  return { staff, stranger: second.admin, anyone: new Client(stage.api) };
}
