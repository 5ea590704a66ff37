import { describe, expect, test } from 'vitest';
import type { AccessRequest, PolicyStatement, Principal } from '../../../local/front/service.ts';
import { createAuthorize } from '../../../local/iam/authorize.ts';
import { PLACE, policy, ROOT, session, worker } from './decide.ts';

const KEY = 'arn:aws:kms:eu-central-1:000000000000:key/k1';
const allow = (Action: string | string[], Resource = '*'): PolicyStatement => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const deny = (Action: string, Resource = '*'): PolicyStatement => ({ Effect: 'Deny', Action, Resource });
describe('identity policies', () => {
  test('nothing is allowed without an Allow', async () => {
    const { decide } = await worker();
    expect(decide(session(), { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' })).toEqual({
      allowed: false,
      reason: 'implicit-deny',
      statements: [],
    });
  });

  test('an explicit deny wins over any Allow and is named', async () => {
    const { decide } = await worker(allow('s3:*'), { ...deny('s3:DeleteObject'), Sid: 'Keep' });
    expect(decide(session(), { action: 's3:PutObject', resource: 'arn:aws:s3:::b/k' }).allowed).toBe(true);
    const decision = decide(session(), { action: 's3:DeleteObject', resource: 'arn:aws:s3:::b/k' });
    expect(decision).toEqual({
      allowed: false,
      reason: 'explicit-deny',
      statements: ['App/Worker/inline/Keep'],
    });
  });

  test('NotAction and NotResource spare what they name', async () => {
    const { decide } = await worker(
      { Effect: 'Allow', NotAction: ['iam:*', 'kms:*'], Resource: '*' },
      { Effect: 'Deny', Action: 's3:*', NotResource: 'arn:aws:s3:::mine/*' },
    );
    const ask = (action: string, resource: string) => decide(session(), { action, resource }).allowed;
    expect(ask('s3:GetObject', 'arn:aws:s3:::mine/k')).toBe(true);
    expect(ask('s3:GetObject', 'arn:aws:s3:::theirs/k')).toBe(false);
    expect(ask('kms:Decrypt', KEY)).toBe(false);
  });

  test('a session policy and a permissions boundary only narrow', async () => {
    const { decide, apply } = await worker(allow(['s3:GetObject', 's3:PutObject']));
    const ask = (who: Principal, action: string) =>
      decide(who, { action, resource: 'arn:aws:s3:::b/k' }).allowed;
    const narrow = session({}, policy(allow(['s3:GetObject', 's3:DeleteObject'])));
    expect(ask(narrow, 's3:GetObject')).toBe(true);
    expect(ask(narrow, 's3:PutObject')).toBe(false);
    expect(ask(narrow, 's3:DeleteObject')).toBe(false);

    const bound = await apply('AWS::IAM::ManagedPolicy', 'Bound', {
      PolicyDocument: policy(allow('s3:PutObject')),
    });
    await apply('AWS::IAM::Role', 'Worker', {
      RoleName: 'worker',
      AssumeRolePolicyDocument: policy({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: ROOT },
      }),
      PermissionsBoundary: bound.ref,
      Policies: [{ PolicyName: 'inline', PolicyDocument: policy(allow('s3:*')) }],
    });
    expect(ask(session(), 's3:PutObject')).toBe(true);
    expect(ask(session(), 's3:GetObject')).toBe(false);
  });

  test('role tags are principal tags, and session tags win over them', async () => {
    const { decide, apply } = await worker();
    await apply('AWS::IAM::Role', 'Worker', {
      RoleName: 'worker',
      AssumeRolePolicyDocument: policy({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: ROOT },
      }),
      Tags: [{ Key: 'Unit', Value: 'one' }],
      Policies: [
        {
          PolicyName: 'p',
          PolicyDocument: policy(allow('s3:GetObject', 'arn:aws:s3:::b/${aws:PrincipalTag/unit}')),
        },
      ],
    });
    const ask = (tags: Record<string, string>, key: string) =>
      decide(session(tags), { action: 's3:GetObject', resource: `arn:aws:s3:::b/${key}` }).allowed;
    expect(ask({}, 'one')).toBe(true);
    expect(ask({ unit: 'two' }, 'one')).toBe(false);
    expect(ask({ unit: 'two' }, 'two')).toBe(true);
  });

  test('a service cannot pass principal keys of its own', async () => {
    const { decide } = await worker(allow('s3:GetObject', 'arn:aws:s3:::b/${aws:PrincipalTag/tenant}'));
    const request: AccessRequest = {
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::b/x',
      context: { 'aws:PrincipalTag/tenant': 'x' },
    };
    expect(decide(session(), request).allowed).toBe(false);
    expect(decide(session({ tenant: 'x' }), request).allowed).toBe(true);
  });
});

const SESSION_ARN = 'arn:aws:sts::000000000000:assumed-role/worker/s1';

describe('authorize', () => {
  test('throws AccessDeniedException at the first refused request, in the words of AWS', async () => {
    const { roles, hits } = await worker(allow('s3:GetObject'));
    const authorize = createAuthorize({ place: PLACE, clock: { now: () => 0 }, roles, hits });
    const read = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' };
    expect(() => authorize(session(), [read])).not.toThrow();
    expect(() => authorize(session(), [read, { ...read, action: 's3:PutObject' }])).toThrow(
      expect.objectContaining({
        code: 'AccessDeniedException',
        message: `User: ${SESSION_ARN} is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::b/k because no identity-based policy allows the s3:PutObject action`,
      }),
    );
  });

  test('hits show every statement, also those that never decided anything', async () => {
    const { decide, hits } = await worker({ ...allow('s3:GetObject'), Sid: 'Read' }, allow('s3:PutObject'));
    decide(session(), { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' });
    expect(hits.read()).toEqual({ 'App/Worker/inline/Read': 1, 'App/Worker/inline/1': 0 });
    hits.reset();
    expect(hits.read()).toEqual({ 'App/Worker/inline/Read': 0, 'App/Worker/inline/1': 0 });
  });
});
