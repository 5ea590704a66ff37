import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TenantId } from '../../../shared/kernel/ids.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { isProblem } from '../../../shared/kernel/problems.ts';
import { SESSION_TTL, createSessions } from '../../../shared/office/sessions.ts';

function setting(limit?: number) {
  const sts = new STSClient({ region: 'eu-central-1' });
  const stub = mockClient(sts);
  stub.on(AssumeRoleCommand).callsFake(async (input: { RoleArn: string; Tags: { Value: string }[] }) => ({
    Credentials: {
      AccessKeyId: 'ASIATEST',
      SecretAccessKey: input.RoleArn,
      SessionToken: input.Tags[0]?.Value,
    },
  }));
  const clock = { time: 0 };
  const sessions = createSessions({
    sts,
    now: () => clock.time,
    connect: (credentials) => ({ credentials }),
    ...(limit && { limit }),
  });
  return { stub, clock, sessions };
}

test('part of TEN-01: whatever the order, evictions and times, a session is the one of the tenant asked for', async () => {
  const tenants = Array.from({ length: 6 }, () => newId() as string as TenantId);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.tuple(fc.nat(5), fc.constantFrom('tenant', 'eraser'), fc.nat(SESSION_TTL)), {
        maxLength: 30,
      }),
      async (limit, steps) => {
        const { sessions, clock } = setting(limit);
        await Promise.all(
          steps.map(async ([which, role, passes]) => {
            const tenant = tenants[which] as TenantId;
            clock.time += passes % 1000 === 0 ? passes : 0;
            const { credentials } = await sessions.of(tenant, role);
            expect([credentials.sessionToken, credentials.secretAccessKey]).toEqual([tenant, role]);
          }),
        );
      },
    ),
    { numRuns: 50 },
  );
});

test('simultaneous calls share one AssumeRole; two tenants or roles never share anything', async () => {
  const { sessions, stub } = setting();
  const [one, two] = [newId() as string as TenantId, newId() as string as TenantId];
  const [a, b, c, d] = await Promise.all([
    sessions.of(one, 'tenant'),
    sessions.of(one, 'tenant'),
    sessions.of(two, 'tenant'),
    sessions.of(one, 'eraser'),
  ]);
  expect(a).toBe(b);
  expect(new Set([a, c, d]).size).toBe(3);
  expect(stub.calls()).toHaveLength(3);
  sessions.forget(one, 'tenant');
  expect(await sessions.of(one, 'tenant')).not.toBe(a);
});

test('a refused session is no session and is asked for again (fail closed)', async () => {
  const { sessions, stub } = setting();
  const tenant = newId() as string as TenantId;
  const codeAfter = async (name: string) => {
    stub.on(AssumeRoleCommand).callsFake(async () => {
      throw Object.assign(new Error('told by STS'), { name });
    });
    const error = await sessions.of(tenant, 'tenant').catch((thrown: unknown) => thrown);
    return isProblem(error) && error.code;
  };
  expect(await codeAfter('AccessDenied')).toBe('internal');
  expect(await codeAfter('ThrottlingException')).toBe('unavailable');
  stub.on(AssumeRoleCommand).callsFake(async () => ({ Credentials: { AccessKeyId: 'ASIATEST' } }));
  await expect(sessions.of(tenant, 'tenant')).rejects.toThrowError('internal');
  expect(stub.calls()).toHaveLength(3);
});
