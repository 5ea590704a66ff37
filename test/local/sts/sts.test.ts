import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PolicyStatement } from '../../../local/front/service.ts';
import { cloud, failure } from '../front/setup.ts';
import type { ClientCredentials, Cloud } from '../front/setup.ts';
import { policy, ROOT, WORKER } from '../iam/decide.ts';

const TENANT = 'arn:aws:iam::000000000000:role/tenant';
const BOTH = ['sts:AssumeRole', 'sts:TagSession'];

let local: Cloud;
beforeEach(async () => {
  local = await cloud();
  await caller(BOTH);
  await target({ AWS: ROOT }, BOTH);
});
afterEach(() => local.close());

/** What the calling role `worker` may do to `tenant`. */
async function caller(actions: string[], extra: Partial<PolicyStatement> = {}): Promise<void> {
  const statement: PolicyStatement = { Effect: 'Allow', Action: actions, Resource: TENANT, ...extra };
  await local.account.apply('AWS::IAM::Policy', 'Calls', {
    PolicyName: 'calls',
    PolicyDocument: policy(statement),
    Roles: ['worker'],
  });
}

/** Whom the role `tenant` trusts. */
async function target(
  Principal: unknown,
  actions: string[],
  extra: Partial<PolicyStatement> = {},
): Promise<void> {
  await local.account.apply('AWS::IAM::Role', 'Tenant', {
    RoleName: 'tenant',
    MaxSessionDuration: 7200,
    AssumeRolePolicyDocument: policy({ Effect: 'Allow', Action: actions, Principal, ...extra }),
  });
}

function assume(input: Partial<AssumeRoleCommandInput> = {}, given?: ClientCredentials) {
  const command = new AssumeRoleCommand({ RoleArn: TENANT, RoleSessionName: 'api', ...input });
  return new STSClient(local.client(given)).send(command);
}

const tags = (entries: Record<string, string>) =>
  Object.entries(entries).map(([Key, Value]) => ({ Key, Value }));
const identity = (given?: ClientCredentials) =>
  new STSClient(local.client(given)).send(new GetCallerIdentityCommand({}));

async function open(input: Partial<AssumeRoleCommandInput> = {}): Promise<ClientCredentials> {
  const { Credentials: made } = await assume(input);
  return {
    accessKeyId: made?.AccessKeyId ?? '',
    secretAccessKey: made?.SecretAccessKey ?? '',
    sessionToken: made?.SessionToken ?? '',
  };
}

describe('AssumeRole', () => {
  test('gives a session that carries tags, policy and role, and ends on the virtual clock', async () => {
    const narrow = policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
    const answer = await assume({
      Tags: tags({ tenant: 'a' }),
      Policy: JSON.stringify(narrow),
      DurationSeconds: 900,
    });
    expect(answer.AssumedRoleUser?.Arn).toBe('arn:aws:sts::000000000000:assumed-role/tenant/api');
    expect(answer.AssumedRoleUser?.AssumedRoleId).toMatch(/^AROA[0-9A-F]{17}:api$/);
    const id = answer.Credentials?.AccessKeyId ?? '';
    const found = local.credentials.lookup(id);
    expect(found?.principal).toEqual({
      kind: 'session',
      arn: 'arn:aws:sts::000000000000:assumed-role/tenant/api',
      roleArn: TENANT,
      tags: { tenant: 'a' },
      sessionPolicy: narrow,
    });
    expect(found?.expires).toBe(answer.Credentials?.Expiration?.getTime());
    expect((found?.expires ?? 0) - Date.now()).toBeLessThanOrEqual(900_000);
  });

  test('an ended session is refused, however right its signature is', async () => {
    const key = await open({ DurationSeconds: 900 });
    const at = (milliseconds: number) => {
      local.offset = milliseconds;
      const client = new STSClient({ ...local.client(key), systemClockOffset: milliseconds });
      return client.send(new GetCallerIdentityCommand({}));
    };
    expect((await at(890_000)).Arn).toBe('arn:aws:sts::000000000000:assumed-role/tenant/api');
    expect(await failure(at(900_001))).toEqual({ code: 'ExpiredToken', status: 403 });
  });

  test('the identity must allow it: both the assumption and the tags', async () => {
    await caller(['sts:AssumeRole']);
    await expect(assume()).resolves.toBeDefined();
    expect(await failure(assume({ Tags: tags({ tenant: 'a' }) }))).toEqual({
      code: 'AccessDenied',
      status: 403,
    });
    await caller(['sts:TagSession']);
    expect(await failure(assume())).toEqual({ code: 'AccessDenied', status: 403 });
  });

  test('the trust policy must allow it: both the assumption and the tags', async () => {
    await target({ AWS: ROOT }, ['sts:AssumeRole']);
    await expect(assume()).resolves.toBeDefined();
    expect((await failure(assume({ Tags: tags({ tenant: 'a' }) }))).code).toBe('AccessDenied');
    await target({ AWS: `${WORKER}2` }, BOTH);
    expect((await failure(assume())).code).toBe('AccessDenied');
  });

  test('conditions see the tags and their names', async () => {
    await caller(BOTH, {
      Condition: {
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
        StringLike: { 'aws:RequestTag/tenant': 'T*' },
      },
    });
    await expect(assume({ Tags: tags({ tenant: 'T1' }) })).resolves.toBeDefined();
    expect((await failure(assume({ Tags: tags({ tenant: 'S1' }) }))).code).toBe('AccessDenied');
    expect((await failure(assume({ Tags: tags({ tenant: 'T1', more: 'x' }) }))).code).toBe('AccessDenied');
    expect((await failure(assume())).code).toBe('AccessDenied');
  });

  test('an external id is compared where the trust policy asks for it', async () => {
    await target({ AWS: ROOT }, BOTH, { Condition: { StringEquals: { 'sts:ExternalId': 'secret-1' } } });
    await expect(assume({ ExternalId: 'secret-1' })).resolves.toBeDefined();
    expect((await failure(assume({ ExternalId: 'secret-2' }))).code).toBe('AccessDenied');
  });

  test('a role that does not exist answers like one that is forbidden', async () => {
    const absent = await assume({ RoleArn: `${TENANT}2` }).catch((error: Error) => error);
    await caller(BOTH, { Resource: WORKER });
    const forbidden = await assume().catch((error: Error) => error);
    const text = (result: unknown) =>
      result instanceof Error ? `${result.name} ${result.message}` : 'allowed';
    expect(text(absent)).toBe(text(forbidden).replace(TENANT, `${TENANT}2`));
    expect(text(absent)).toMatch(/^AccessDenied /);
  });

  test('a session of an assumed role does not hand its tags on', async () => {
    await local.account.apply('AWS::IAM::Policy', 'Chain', {
      PolicyName: 'chain',
      PolicyDocument: policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: TENANT }),
      Roles: ['tenant'],
    });
    const first = await open({ Tags: tags({ tenant: 'a' }) });
    const { Credentials } = await assume({}, first);
    expect(local.credentials.lookup(Credentials?.AccessKeyId ?? '')?.principal.tags).toEqual({});
  });
});

const overlong = JSON.stringify(
  policy({ Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${'x'.repeat(2048)}` }),
);

describe('what AWS would refuse is refused', () => {
  test.for<readonly [string, Partial<AssumeRoleCommandInput>, string]>([
    ['a session under 15 minutes', { DurationSeconds: 899 }, 'ValidationError'],
    ['a chained session over one hour', { DurationSeconds: 3601 }, 'ValidationError'],
    ['a session name with a slash', { RoleSessionName: 'a/b' }, 'ValidationError'],
    ['a one-letter session name', { RoleSessionName: 'a' }, 'ValidationError'],
    ['a role that is no ARN', { RoleArn: 'tenant' }, 'ValidationError'],
    ['transitive tags', { Tags: tags({ a: 'b' }), TransitiveTagKeys: ['a'] }, 'ValidationError'],
    ['policy ARNs', { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] }, 'ValidationError'],
    ['a source identity', { SourceIdentity: 'someone' }, 'ValidationError'],
    ['a tag value of *', { Tags: tags({ tenant: '*' }) }, 'ValidationError'],
    ['a reserved tag key', { Tags: tags({ 'aws:x': '1' }) }, 'ValidationError'],
    [
      '51 tags',
      { Tags: tags(Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, '']))) },
      'ValidationError',
    ],
    ['tag keys that differ in case only', { Tags: tags({ a: '1', A: '2' }) }, 'InvalidParameterValue'],
    ['a session policy over 2,048 characters', { Policy: overlong }, 'ValidationError'],
    ['a session policy that is no JSON', { Policy: '{' }, 'MalformedPolicyDocumentException'],
    [
      'a session policy with a principal',
      { Policy: JSON.stringify(policy({ Effect: 'Allow', Action: '*', Resource: '*', Principal: '*' })) },
      'MalformedPolicyDocumentException',
    ],
  ])('%s', async ([, input, code]) => {
    expect(await failure(assume(input))).toEqual({ code, status: 400 });
  });

  test('operations that are not emulated', async () => {
    const sent = new STSClient(local.client()).send(new GetSessionTokenCommand({}));
    expect(await failure(sent)).toEqual({ code: 'InvalidAction', status: 400 });
  });
});

test('GetCallerIdentity names role and session without any permission', async () => {
  const { Arn, UserId } = await identity();
  expect(Arn).toBe(WORKER);
  const key = await open();
  const session = await identity(key);
  expect(session.UserId).toMatch(/^AROA[0-9A-F]{17}:api$/);
  expect(session.UserId?.startsWith(UserId ?? '-')).toBe(false);
});
