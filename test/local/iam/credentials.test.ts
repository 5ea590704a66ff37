import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CredentialStore } from '../../../local/iam/credentials.ts';
import { session, WORKER } from './decide.ts';

let folder = '';
let now = 1_000_000;
const clock = { now: () => now };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credentials-'));
  now = 1_000_000;
});
afterEach(() => rm(folder, { recursive: true }));

const opened = { ...session({ tenant: 'a' }), kind: 'session' as const };

test('a role keeps its key over restarts, readable by the owner only', async () => {
  const first = new CredentialStore(folder, clock);
  const key = first.roleKey(WORKER);
  first.close();
  const second = new CredentialStore(folder, clock);
  expect(second.roleKey(WORKER)).toEqual(key);
  expect(second.lookup(key.accessKeyId)).toEqual({
    secret: key.secretAccessKey,
    principal: { kind: 'role', arn: WORKER, roleArn: WORKER, tags: {} },
  });
  second.close();
  expect((await stat(join(folder, 'iam'))).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'iam', 'credentials.sqlite'))).mode & 0o777).toBe(0o600);
});

test('a session survives a restart with its tags, policy and end', () => {
  const policy = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
  } as const;
  const first = new CredentialStore(folder, clock);
  const key = first.openSession({ ...opened, sessionPolicy: policy }, 900);
  first.close();
  const second = new CredentialStore(folder, clock);
  expect(second.lookup(key.accessKeyId)).toEqual({
    secret: key.secretAccessKey,
    sessionToken: key.sessionToken,
    expires: 1_900_000,
    principal: { ...opened, sessionPolicy: policy },
  });
  second.close();
});

test('an expired session is still known for a day, then forgotten', () => {
  const store = new CredentialStore(folder, clock);
  const key = store.openSession(opened, 900);
  now += 3_600_000;
  store.openSession(opened, 900);
  expect(store.lookup(key.accessKeyId)?.expires).toBe(1_900_000);
  now += 86_400_000;
  store.openSession(opened, 900);
  expect(store.lookup(key.accessKeyId)).toBeUndefined();
  expect(store.lookup('AKIAAAAAAAAAAAAAAAAA')).toBeUndefined();
  store.close();
});
