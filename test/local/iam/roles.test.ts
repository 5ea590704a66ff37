import { describe, expect, test } from 'vitest';
import type { PolicyDocument } from '../../../local/front/service.ts';
import { compilePolicy } from '../../../local/iam/policy.ts';
import { assumeForService } from '../../../local/iam/service-role.ts';
import { createAuthorize } from '../../../local/iam/authorize.ts';
import { account, PLACE, policy, ROOT, session, TRUST, worker, WORKER } from './decide.ts';

const READ = policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' });
const read = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' };
const code = (wanted: string) => expect.objectContaining({ code: wanted });

describe('roles of a template', () => {
  test('a policy resource attaches by role name, and a statement removed in a new deployment is gone', async () => {
    const { apply, decide } = await worker();
    expect(decide(session(), read).allowed).toBe(false);
    await apply('AWS::IAM::Policy', 'P', { PolicyName: 'p', PolicyDocument: READ, Roles: ['worker'] });
    expect(decide(session(), read).allowed).toBe(true);
    const other = policy({ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' });
    await apply('AWS::IAM::Policy', 'P', { PolicyName: 'p', PolicyDocument: other, Roles: ['worker'] });
    expect(decide(session(), read).allowed).toBe(false);
  });

  test('a resource that a new deployment no longer holds stops acting', async () => {
    const { apply, decide, roles } = await worker();
    await apply('AWS::IAM::Policy', 'P', { PolicyName: 'p', PolicyDocument: READ, Roles: ['worker'] });
    roles.retain('Other', []);
    expect(decide(session(), read).allowed).toBe(true);
    roles.retain('App', ['Worker']);
    expect(decide(session(), read).allowed).toBe(false);
    roles.retain('App', []);
    expect(roles.arns()).toEqual([]);
  });

  test('managed policies attach by ARN or by role name', async () => {
    const { apply, decide } = await worker();
    const made = await apply('AWS::IAM::ManagedPolicy', 'M', { PolicyDocument: READ });
    expect(made.ref).toBe('arn:aws:iam::000000000000:policy/App-M');
    const role = { RoleName: 'worker', AssumeRolePolicyDocument: TRUST };
    await apply('AWS::IAM::Role', 'Worker', { ...role, ManagedPolicyArns: [made.ref] });
    expect(decide(session(), read).allowed).toBe(true);
    await apply('AWS::IAM::Role', 'Worker', role);
    expect(decide(session(), read).allowed).toBe(false);
    await apply('AWS::IAM::ManagedPolicy', 'M', { PolicyDocument: READ, Roles: ['worker'] });
    expect(decide(session(), read).allowed).toBe(true);
  });

  test('known AWS managed policies act, unknown ones stop the deployment', async () => {
    const { apply, decide } = await worker();
    const role = { RoleName: 'worker', AssumeRolePolicyDocument: TRUST };
    const arn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    await apply('AWS::IAM::Role', 'Worker', { ...role, ManagedPolicyArns: [arn] });
    expect(decide(session(), { action: 'logs:PutLogEvents', resource: '*' }).allowed).toBe(true);
    const unknown = ['arn:aws:iam::aws:policy/AdministratorAccess'];
    await expect(apply('AWS::IAM::Role', 'Worker', { ...role, ManagedPolicyArns: unknown })).rejects.toThrow(
      code('policy.managed-policy'),
    );
  });

  test('names, paths and ids follow CloudFormation', async () => {
    const { apply } = account();
    const made = await apply('AWS::IAM::Role', 'A', { AssumeRolePolicyDocument: TRUST, Path: '/unit/' });
    expect(made.ref).toBe('App-A');
    expect(made.attributes['Arn']).toBe('arn:aws:iam::000000000000:role/unit/App-A');
    expect(made.attributes['RoleId']).toMatch(/^AROA[0-9A-F]{17}$/);
    const long = await apply('AWS::IAM::Role', 'L'.repeat(80), { AssumeRolePolicyDocument: TRUST });
    expect(long.ref).toHaveLength(64);
  });

  test('unknown properties, users, groups and taken names are refused', async () => {
    const { apply } = await worker();
    const bad = code('policy.properties');
    await expect(apply('AWS::IAM::Role', 'R', { AssumeRolePolicyDocument: TRUST, Wings: 2 })).rejects.toThrow(
      bad,
    );
    const shared = { AssumeRolePolicyDocument: TRUST, RoleName: 'worker' };
    await expect(apply('AWS::IAM::Role', 'R', shared)).rejects.toThrow(bad);
    const users = { PolicyName: 'p', PolicyDocument: READ, Users: ['u'] };
    await expect(apply('AWS::IAM::Policy', 'P', users)).rejects.toThrow(bad);
  });

  test('a service takes over only a role that trusts it', async () => {
    const { apply, roles, hits } = account();
    const trust = policy({
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'states.amazonaws.com' },
    });
    await apply('AWS::IAM::Role', 'W', { RoleName: 'worker', AssumeRolePolicyDocument: trust });
    const authorize = createAuthorize({ place: PLACE, clock: { now: () => 0 }, roles, hits });
    const assume = (service: string, roleArn = WORKER) =>
      assumeForService({ place: PLACE, roles, authorize }, { service, roleArn, sessionName: 'x' });
    expect(assume('states.amazonaws.com')).toMatchObject({ kind: 'session', roleArn: WORKER });
    expect(() => assume('scheduler.amazonaws.com')).toThrow(code('AccessDeniedException'));
    expect(() => assume('states.amazonaws.com', `${WORKER}2`)).toThrow(code('AccessDeniedException'));
  });
});

const valid = { Effect: 'Allow', Action: 's3:*', Resource: '*' } as const;

describe('policy documents that cannot be honoured are refused before any decision', () => {
  test.for<readonly [string, 'identity' | 'resource', unknown, string]>([
    ['no statement', 'identity', { Version: '2012-10-17', Statement: [] }, 'policy.statement'],
    ['unknown version', 'identity', { Version: '2020-01-01', Statement: valid }, 'policy.version'],
    [
      'variables in the old version',
      'identity',
      { Version: '2008-10-17', Statement: { ...valid, Resource: 'arn:aws:s3:::${aws:x}' } },
      'policy.version',
    ],
    ['unknown element', 'identity', policy({ ...valid, Actions: 's3:*' } as never), 'policy.statement'],
    ['unknown effect', 'identity', policy({ ...valid, Effect: 'allow' } as never), 'policy.statement'],
    [
      'two equal Sids',
      'identity',
      policy({ ...valid, Sid: 'A' }, { ...valid, Sid: 'A' }),
      'policy.statement',
    ],
    ['Action and NotAction', 'identity', policy({ ...valid, NotAction: 's3:*' }), 'policy.action'],
    ['an action without service', 'identity', policy({ ...valid, Action: 'GetObject' }), 'policy.action'],
    ['no resource', 'identity', policy({ Effect: 'Allow', Action: 's3:*' }), 'policy.resource'],
    ['a resource that is no ARN', 'identity', policy({ ...valid, Resource: 'bucket' }), 'policy.resource'],
    [
      'a principal in an identity policy',
      'identity',
      policy({ ...valid, Principal: '*' }),
      'policy.principal',
    ],
    ['no principal in a resource policy', 'resource', policy(valid), 'policy.principal'],
    [
      'Allow with NotPrincipal',
      'resource',
      policy({ ...valid, NotPrincipal: { AWS: ROOT } }),
      'policy.principal',
    ],
    [
      'a federated principal',
      'resource',
      policy({ ...valid, Principal: { Federated: 'x' } }),
      'policy.principal',
    ],
    [
      'a wildcard within a principal',
      'resource',
      policy({ ...valid, Principal: { AWS: `${WORKER}*` } }),
      'policy.principal',
    ],
  ])('%s (%s)', ([, kind, document, wanted]) => {
    expect(() => compilePolicy(document as PolicyDocument, kind)).toThrow(code(wanted));
  });
});
