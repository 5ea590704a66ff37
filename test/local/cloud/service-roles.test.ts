import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openIdentity, type Identity } from '../../../local/account/identity.ts';
import { closeStores, openServices, stopCallers, type Services } from '../../../local/account/services.ts';
import { StoredClock } from '../../../local/account/stored-clock.ts';
import type { AppliedResource, PolicyStatement } from '../../../local/front/service.ts';

const place = { partition: 'aws', region: 'eu-central-1', account: '000000000000' } as const;
const LOGS = 'arn:aws:logs:eu-central-1:000000000000';
const MACHINE = 'arn:aws:states:eu-central-1:000000000000:stateMachine:flow';

let folder: string;
let clock: StoredClock;
let identity: Identity;
let services: Services;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'service-roles-'));
  clock = StoredClock.open(folder, undefined);
  identity = openIdentity(place, clock, folder);
  services = await openServices({
    world: { place, clock, stateDir: folder, seed: 1, authorize: identity.authorize },
    identity,
    assets: new Map(),
    endpoint: () => '',
    log: () => undefined,
    onRequest: () => undefined,
  });
});
afterAll(async () => {
  await stopCallers(services);
  await closeStores(services);
  identity.credentials.close();
  clock.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function apply(type: string, logicalId: string, properties: object): Promise<AppliedResource> {
  const row = services.types.find((known) => known.type === type);
  if (row === undefined) throw new Error(type);
  const declared = { stack: 'S', logicalId, defaultName: `S-${logicalId}` };
  return row.apply({ ...declared, properties: { ...properties } });
}

const allow = (Action: string | string[], Resource = '*', more: object = {}): PolicyStatement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

async function role(
  id: string,
  Service: string,
  statements: readonly PolicyStatement[] = [],
  Condition?: PolicyStatement['Condition'],
): Promise<string> {
  const trust = { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' };
  const { attributes } = await apply('AWS::IAM::Role', id, {
    AssumeRolePolicyDocument: { Statement: [{ ...trust, ...(Condition && { Condition }) }] },
    ...(statements.length > 0 && {
      Policies: [{ PolicyName: 'own', PolicyDocument: { Statement: statements } }],
    }),
  });
  return attributes['Arn'] ?? '';
}

/** A key whose policy holds these statements beside the account's own. */
async function key(id: string, ...statements: object[]): Promise<string> {
  const account = { Principal: { AWS: 'arn:aws:iam::000000000000:root' } };
  const Statement = [{ ...allow('kms:*'), ...account }, ...statements];
  const KeyPolicy = { Version: '2012-10-17', Statement };
  return (await apply('AWS::KMS::Key', id, { KeyPolicy })).attributes['Arn'] ?? '';
}

const group = (name: string, KmsKeyId?: string) =>
  apply('AWS::Logs::LogGroup', name, { LogGroupName: name, ...(KmsKeyId && { KmsKeyId }) });

const logging = (name: string, more: object = {}) => ({
  LoggingConfiguration: {
    Level: 'ALL',
    IncludeExecutionData: false,
    Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: `${LOGS}:log-group:${name}:*` } }],
  },
  ...more,
});

const machine = (RoleArn: string, more: object = {}) =>
  apply('AWS::StepFunctions::StateMachine', 'Flow', {
    StateMachineName: 'flow',
    RoleArn,
    Definition: {
      QueryLanguage: 'JSONata',
      StartAt: 'Say',
      States: { Say: { Type: 'Pass', Output: { secret: 'qzxkvbnm' }, End: true } },
    },
    ...more,
  });

const logs = (names: string): string[] => names.split(' ').map((name) => `logs:${name}`);

const DELIVERY = allow([
  ...logs('CreateLogDelivery GetLogDelivery UpdateLogDelivery DeleteLogDelivery'),
  ...logs('ListLogDeliveries PutResourcePolicy DescribeResourcePolicies DescribeLogGroups'),
]);

describe('a state machine', () => {
  test('is not made with a role that trusts another service', async () => {
    await expect(machine(await role('Other', 'lambda.amazonaws.com'))).rejects.toMatchObject({
      code: 'AccessDeniedException',
    });
    await expect(machine(await role('Own', 'states.amazonaws.com'))).resolves.toMatchObject({ ref: MACHINE });
  });

  test('is named by the trust policy’s conditions: another one may not use the role', async () => {
    const only = (arn: string) => ({
      ArnLike: { 'aws:SourceArn': arn },
      StringEquals: { 'aws:SourceAccount': place.account },
    });
    const mine = await role('Bound', 'states.amazonaws.com', [], only(MACHINE));
    await expect(machine(mine)).resolves.toMatchObject({ ref: MACHINE });
    const foreign = await role('Foreign', 'states.amazonaws.com', [], only(`${MACHINE}-2`));
    await expect(machine(foreign)).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });

  test('cannot be started once its role trusts nobody any more', async () => {
    const arn = await role('Leaving', 'states.amazonaws.com');
    const { ref } = await machine(arn);
    await role('Leaving', 'lambda.amazonaws.com');
    const start = { stateMachineArn: ref, input: '{}' };
    await expect(called('StartExecution', start)).rejects.toMatchObject({ code: 'AccessDeniedException' });
    await role('Leaving', 'states.amazonaws.com');
    await expect(called('StartExecution', start)).resolves.toMatchObject({ status: 200 });
  });
});

describe('the log of a state machine', () => {
  test('needs its group and the role’s right to deliver', async () => {
    const right = await role('Right', 'states.amazonaws.com', [DELIVERY]);
    await expect(machine(right, logging('/no'))).rejects.toMatchObject({
      code: 'InvalidLoggingConfiguration',
    });
    await group('/flow');
    const without = await role('Without', 'states.amazonaws.com');
    await expect(machine(without, logging('/flow'))).rejects.toMatchObject({
      code: 'AccessDeniedException',
      message: expect.stringContaining('Log Destination') as string,
    });
    await expect(machine(right, logging('/flow'))).resolves.toMatchObject({ ref: MACHINE });
  });

  test('has a line for every event, and nothing of the data', async () => {
    await group('/flow');
    const { ref } = await machine(await role('Writer', 'states.amazonaws.com', [DELIVERY]), logging('/flow'));
    await called('StartExecution', { stateMachineArn: ref, input: '{"secret":"qzxkvbnm"}' });
    await vi.waitFor(() => {
      const lines = services.logs.tail('/flow', 4);
      const types = lines.map(({ message }) => (JSON.parse(message) as { type: string }).type);
      expect(types).toEqual([
        'ExecutionStarted',
        'PassStateEntered',
        'PassStateExited',
        'ExecutionSucceeded',
      ]);
      expect(lines[0]?.stream).toMatch(/^states\/flow\/\d{4}(-\d\d){4}\/[0-9a-f]{8}$/);
    });
    expect(JSON.stringify(services.logs.tail('/flow', 100))).not.toContain('qzxkvbnm');
  });

  test('under a customer key, is encrypted by the role and decrypted by the delivery, or not at all', async () => {
    await group('/flow');
    const delivers = {
      ...allow('kms:Decrypt'),
      Principal: { Service: 'delivery.logs.amazonaws.com' },
      Condition: { ArnLike: { 'aws:SourceArn': `${LOGS}:*` } },
    };
    const [open, closed] = [await key('Open', delivers), await key('Closed')];
    const encrypts = allow('kms:GenerateDataKey', '*', {
      Condition: { StringEquals: { 'kms:EncryptionContext:SourceArn': `${LOGS}:*` } },
    });
    const right = await role('Encrypts', 'states.amazonaws.com', [DELIVERY, encrypts]);
    const wrong = await role('Plain', 'states.amazonaws.com', [DELIVERY]);
    const under = (KmsKeyId: string) =>
      logging('/flow', { EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId } });
    await expect(machine(right, under(open))).resolves.toMatchObject({ ref: MACHINE });
    for (const [arn, used] of [
      [right, closed],
      [wrong, open],
    ] as const)
      await expect(machine(arn, under(used))).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });
});

test('a log group under a key is refused unless the key serves the logs of this group', async () => {
  const serves = {
    ...allow('kms:*'),
    Principal: { Service: 'logs.eu-central-1.amazonaws.com' },
    Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `${LOGS}:log-group:/ours/*` } },
  };
  const arn = await key('Logs', serves);
  await expect(group('/ours/a', arn)).resolves.toMatchObject({ ref: '/ours/a' });
  await expect(group('/theirs/a', arn)).rejects.toMatchObject({ code: 'InvalidParameterException' });
});

describe('access logs of a gateway', () => {
  const ACTIONS = [
    ...logs('CreateLogGroup CreateLogStream DescribeLogGroups DescribeLogStreams'),
    ...logs('PutLogEvents GetLogEvents FilterLogEvents'),
  ];
  const account = (CloudWatchRoleArn: string) =>
    apply('AWS::ApiGateway::Account', 'Account', { CloudWatchRoleArn });

  test('are refused as long as the account has no role for them', async () => {
    const api = await apply('AWS::ApiGateway::RestApi', 'Api', { Body: { openapi: '3.0.1', paths: {} } });
    const stage = () =>
      apply('AWS::ApiGateway::Stage', 'Stage', {
        RestApiId: api.ref,
        StageName: 'v',
        AccessLogSetting: { DestinationArn: `${LOGS}:log-group:/access:*`, Format: '$context.status' },
      });
    await expect(stage()).rejects.toMatchObject({ code: 'BadRequestException' });
    await account(await role('Log', 'apigateway.amazonaws.com', [allow(ACTIONS)]));
    await expect(stage()).resolves.toMatchObject({ ref: 'v' });
  });

  test.each([
    ['trusts another service', 'lambda.amazonaws.com', ACTIONS],
    ['may not put events', 'apigateway.amazonaws.com', ACTIONS.filter((name) => !name.includes('Put'))],
  ])('a role that %s is refused', async (_, service, actions) => {
    await expect(account(await role('Bad', service, [allow(actions)]))).rejects.toMatchObject({
      code: 'BadRequestException',
    });
  });
});

/** Calls Step Functions as the operator. */
async function called(operation: string, input: object) {
  const body = Buffer.from(JSON.stringify(input));
  const arn = identity.operatorArn;
  return services.states.handle({
    service: 'states',
    principal: { kind: 'role', arn, roleArn: arn, tags: {} },
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    operation,
    body,
    stream: Readable.from([body]),
    presigned: false,
    requestId: 'test',
  });
}
