import { describe, expect, test } from 'vitest';
import type { AccessRequest, PolicyStatement, Principal } from '../../../local/front/service.ts';
import { createAuthorize } from '../../../local/iam/authorize.ts';
import { PLACE, policy, ROOT, session, worker, WORKER } from './decide.ts';

const KEY = 'arn:aws:kms:eu-central-1:000000000000:key/k1';
const allow = (Action: string | string[], Resource = '*'): PolicyStatement => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const deny = (Action: string, Resource = '*'): PolicyStatement => ({ Effect: 'Deny', Action, Resource });
const keyPolicy = (Principal: unknown, extra: Partial<PolicyStatement> = {}) =>
  policy({ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal, ...extra });

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

interface ResourceRow {
  readonly case: string;
  readonly rule: 'either' | 'delegated';
  readonly principal: unknown;
  readonly identity: boolean;
  readonly condition?: PolicyStatement['Condition'];
  readonly narrowed?: boolean;
  readonly allowed: boolean;
}

const SESSION_ARN = 'arn:aws:sts::000000000000:assumed-role/worker/s1';
const RESOURCE_ROWS: readonly ResourceRow[] = [
  {
    case: 'account, identity allows',
    rule: 'delegated',
    principal: { AWS: ROOT },
    identity: true,
    allowed: true,
  },
  {
    case: 'account, identity silent',
    rule: 'delegated',
    principal: { AWS: ROOT },
    identity: false,
    allowed: false,
  },
  {
    case: 'account by number',
    rule: 'delegated',
    principal: { AWS: '000000000000' },
    identity: true,
    allowed: true,
  },
  {
    case: 'another account',
    rule: 'delegated',
    principal: { AWS: '111111111111' },
    identity: true,
    allowed: false,
  },
  {
    case: 'the role of the session',
    rule: 'delegated',
    principal: { AWS: WORKER },
    identity: false,
    allowed: true,
  },
  {
    case: 'another role',
    rule: 'delegated',
    principal: { AWS: `${WORKER}2` },
    identity: true,
    allowed: false,
  },
  {
    case: 'everybody with this aws:PrincipalArn',
    rule: 'delegated',
    principal: { AWS: '*' },
    identity: false,
    condition: { ArnEquals: { 'aws:PrincipalArn': WORKER } },
    allowed: true,
  },
  {
    case: 'everybody with another aws:PrincipalArn',
    rule: 'delegated',
    principal: { AWS: '*' },
    identity: true,
    condition: { ArnEquals: { 'aws:PrincipalArn': `${WORKER}2` } },
    allowed: false,
  },
  {
    case: 'the role, narrowed by a session policy',
    rule: 'delegated',
    principal: { AWS: WORKER },
    identity: true,
    narrowed: true,
    allowed: false,
  },
  {
    case: 'the session itself, narrowed by a session policy',
    rule: 'delegated',
    principal: { AWS: SESSION_ARN },
    identity: false,
    narrowed: true,
    allowed: true,
  },
  {
    case: 'identity alone',
    rule: 'either',
    principal: { AWS: '111111111111' },
    identity: true,
    allowed: true,
  },
  { case: 'the resource alone', rule: 'either', principal: { AWS: WORKER }, identity: false, allowed: true },
  {
    case: 'the account, identity silent',
    rule: 'either',
    principal: { AWS: ROOT },
    identity: false,
    allowed: false,
  },
  {
    case: 'a service, when a role asks',
    rule: 'either',
    principal: { Service: 'states.amazonaws.com' },
    identity: false,
    allowed: false,
  },
];

describe('resource policies', () => {
  test.for(RESOURCE_ROWS)('$rule: $case: allowed = $allowed', async (row) => {
    const { decide } = await worker(...(row.identity ? [allow('kms:Decrypt')] : []));
    const who = session({}, row.narrowed ? policy(allow('s3:*')) : undefined);
    const decision = decide(who, {
      action: 'kms:Decrypt',
      resource: KEY,
      resourcePolicy: keyPolicy(row.principal, row.condition ? { Condition: row.condition } : {}),
      resourceRule: row.rule,
    });
    expect(decision.allowed).toBe(row.allowed);
  });

  test('a deny in the resource policy wins, unless NotPrincipal spares account, role and session', async () => {
    const { decide } = await worker(allow('kms:Decrypt'));
    const ask = (NotPrincipal: unknown) =>
      decide(session(), {
        action: 'kms:Decrypt',
        resource: KEY,
        resourcePolicy: policy(
          { Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: ROOT } },
          { Effect: 'Deny', Action: 'kms:*', Resource: '*', NotPrincipal },
        ),
        resourceRule: 'delegated',
      }).reason;
    expect(ask({ AWS: [ROOT, WORKER, SESSION_ARN] })).toBe('allow');
    expect(ask({ AWS: [ROOT, WORKER] })).toBe('explicit-deny');
    expect(ask({ AWS: [WORKER, SESSION_ARN] })).toBe('explicit-deny');
  });

  test('a service principal passes only where the resource names it, under its source conditions', async () => {
    const { decide } = await worker();
    const caller: Principal = { kind: 'service', arn: 'states.amazonaws.com', tags: {} };
    const ask = (arn: string, source: string) =>
      decide(
        { ...caller, arn },
        {
          action: 'lambda:InvokeFunction',
          resource: 'arn:aws:lambda:eu-central-1:000000000000:function:f',
          context: { 'aws:SourceArn': source },
          resourcePolicy: policy({
            Effect: 'Allow',
            Action: 'lambda:InvokeFunction',
            Resource: 'arn:aws:lambda:eu-central-1:000000000000:function:f',
            Principal: { Service: 'states.amazonaws.com' },
            Condition: {
              ArnLike: { 'aws:SourceArn': 'arn:aws:states:eu-central-1:000000000000:stateMachine:*' },
            },
          }),
          resourceRule: 'either',
        },
      ).allowed;
    expect(ask('states.amazonaws.com', 'arn:aws:states:eu-central-1:000000000000:stateMachine:m')).toBe(true);
    expect(ask('states.amazonaws.com', 'arn:aws:states:eu-west-1:000000000000:stateMachine:m')).toBe(false);
    expect(ask('scheduler.amazonaws.com', 'arn:aws:states:eu-central-1:000000000000:stateMachine:m')).toBe(
      false,
    );
  });

  test('a resource policy without its rule is a fault of the service, not a decision', async () => {
    const { decide } = await worker(allow('kms:*'));
    const request = { action: 'kms:Decrypt', resource: KEY, resourcePolicy: keyPolicy('*') };
    expect(() => decide(session(), request)).toThrow(TypeError);
  });
});

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
