import { describe, expect, test } from 'vitest';
import type { PolicyStatement, Principal } from '../../../local/front/service.ts';
import { policy, ROOT, session, worker, WORKER } from './decide.ts';

const KEY = 'arn:aws:kms:eu-central-1:000000000000:key/k1';
const allow = (Action: string): PolicyStatement => ({ Effect: 'Allow', Action, Resource: '*' });
const keyPolicy = (Principal: unknown, extra: Partial<PolicyStatement> = {}) =>
  policy({ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal, ...extra });

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
