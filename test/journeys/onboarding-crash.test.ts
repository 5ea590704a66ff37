import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../shared/kernel/ids.ts';
import { freshFolder, startStack } from './fixture.ts';
import { removeFolder, startKillable } from './killable.ts';
import { keysOfTenant } from './tenant-keys.ts';

/** Where the process dies while a tenant is made, in the order of the work. */
const POINTS = [
  { service: 'dynamodb', operation: 'TransactWriteItems', phase: 'before', after: 1 },
  { service: 'states', operation: 'StartExecution', phase: 'before', after: 1 },
  { service: 'states', operation: 'StartExecution', phase: 'after', after: 1 },
  { service: 'kms', operation: 'CreateKey', phase: 'before', after: 1 },
  { service: 'kms', operation: 'CreateKey', phase: 'after', after: 1 },
  { service: 'kms', operation: 'CreateAlias', phase: 'before', after: 1 },
  { service: 'kms', operation: 'CreateAlias', phase: 'after', after: 1 },
  { service: 'kms', operation: 'GenerateDataKey', phase: 'after', after: 1 },
  { service: 'dynamodb', operation: 'TransactWriteItems', phase: 'after', after: 3 },
] as const;

let folder: string;
beforeAll(async () => {
  folder = await freshFolder();
});
afterAll(() => removeFolder(folder));

test(`a tenant is whole after kill -9 at ${POINTS.length} points of its onboarding: one key, one alias, one claim`, async () => {
  const tenants: string[] = [];
  let stack = await startKillable(folder);
  for (const { phase, after, ...match } of POINTS) {
    const tenant = newId();
    tenants.push(tenant);
    await stack.crashAt({ phase, after, match });
    const point = `${phase} ${match.operation} ${after}`;
    const begun = stack.begin('DE', tenant).then(
      () => `${point} was not reached`,
      () => 'cut off',
    );
    expect(await Promise.race([stack.ended.then(() => 'cut off'), begun])).toBe('cut off');
    await stack.ended;
    stack = await startKillable(folder);
    await stack.begin('DE', tenant);
  }
  await stack.kill();

  const whole = await startStack({ folder });
  try {
    for (const tenant of tenants) {
      const keys = await keysOfTenant(whole, tenant);
      const live = keys.filter(({ state }) => state === 'Enabled');
      expect(live).toMatchObject([{ aliases: [`alias/bailiwick/dev/${tenant}`], rotates: true }]);
      const orphans = keys.filter((key) => !live.includes(key));
      expect(orphans.every(({ state, aliases }) => state === 'PendingDeletion' && aliases.length === 0)).toBe(
        true,
      );
      const claimed = await whole.operator.post(`/v1/platform/tenants/${tenant}/claim`, {
        name: 'Lindqvist & Daughters',
        admin: { name: 'Ines Albrecht', email: 'ines@example.org' },
      });
      expect(claimed.status).toBe(201);
      const client = whole.client(claimed.body.apiKey as string);
      const made = await client.post('/v1/contacts', { name: 'Noor Haddad' });
      expect((await client.get(`/v1/contacts/${made.body.id}`)).body.name).toBe('Noor Haddad');
    }
  } finally {
    await whole.stop('keep');
  }
}, 120_000);
