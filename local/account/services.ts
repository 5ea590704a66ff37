import { randomUUID } from 'node:crypto';
import { createDynamoDb, type DynamoDb } from '../dynamodb/dynamodb.ts';
import type { ResourceType, Service, World } from '../front/service.ts';
import { createGateway, type Gateway } from '../gateway/gateway.ts';
import type { RequestRecord } from '../gateway/api.ts';
import { createKms, type Kms } from '../kms/kms.ts';
import { createLambda, type Lambda } from '../lambda/lambda.ts';
import { servicePrincipal } from '../lambda/registry.ts';
import { createLogs, type Logs } from '../logs/groups.ts';
import { iamResourceTypes } from '../iam/resource-types.ts';
import { createS3, type S3 } from '../s3/s3.ts';
import { createScheduler, type Scheduler } from '../scheduler/scheduler.ts';
import { createParameterStore, type ParameterStore } from '../ssm/parameters.ts';
import { createSes, type Ses } from '../ses/ses.ts';
import { createStates, type States } from '../states/states.ts';
import { createSts } from '../sts/sts.ts';
import type { Identity } from './identity.ts';
import { putObject } from './put-object.ts';
import { callService } from './sdk-call.ts';
import type { StoredClock } from './stored-clock.ts';
import { deliverSchedule } from './targets.ts';

/** Every emulated service, wired to the others. */
export interface Services {
  readonly dynamodb: DynamoDb;
  readonly kms: Kms;
  readonly s3: S3;
  readonly states: States;
  readonly scheduler: Scheduler;
  readonly ses: Ses;
  readonly lambda: Lambda;
  readonly logs: Logs;
  readonly gateway: Gateway;
  readonly parameters: ParameterStore;
  /** What the front answers for. */
  readonly behindFront: readonly Service[];
  readonly types: readonly ResourceType[];
}

/** What the services of one account share. */
export interface ServicesOptions {
  readonly world: World & { readonly clock: StoredClock };
  readonly identity: Identity;
  readonly assets: ReadonlyMap<string, string>;
  /** Base URL of the front. */
  readonly endpoint: () => string;
  readonly log: (line: string) => void;
  readonly onRequest: (record: RequestRecord) => void;
}

/** Opens every service on the state folder; nothing runs or listens yet. */
export async function openServices(options: ServicesOptions): Promise<Services> {
  const { world, identity } = options;
  const { place, clock } = world;
  const parameters = createParameterStore();
  const kms = createKms(world);
  const logs = createLogs(world, kms.authorizeImplied);
  const s3 = createS3(world, { kms: kms.authorizeImplied, credentials: identity.credentials });
  const dynamodb = await createDynamoDb(world, { kms: { authorize: kms.authorizeImplied } });
  const lambda = createLambda({
    world,
    logs,
    assets: options.assets,
    endpoint: options.endpoint,
    credentialsFor: (roleArn) => identity.credentials.roleKey(roleArn),
    assume: (roleArn, session) => identity.assume('lambda.amazonaws.com', roleArn, session),
    streams: dynamodb,
  });
  const states = createStates(world, {
    invokeFunction: async (arn, payload, principal) => {
      const result = await lambda.invoke(arn, payload, principal);
      const answer = JSON.parse(result.payload) as unknown;
      return result.error === undefined
        ? { payload: answer }
        : { payload: answer, functionError: result.error };
    },
    call: (service, action, input, principal) =>
      callService([dynamodb, kms, states], service, action, input, principal),
    kms: (principal, key, action, context) => kms.authorizeImplied(principal, action, key, context),
    assume: (role, machine) =>
      identity.assume('states.amazonaws.com', role, randomUUID().replaceAll('-', ''), machine),
    logs,
  });
  const scheduler = createScheduler(world, {
    deliver: (arn, input, roleArn) => deliverSchedule({ lambda, states, identity }, arn, input, roleArn),
  });
  const gateway = createGateway({
    place,
    clock,
    authorize: world.authorize,
    lookup: identity.credentials.lookup,
    invoke: (arn, payload, principal, invokeOptions) => lambda.invoke(arn, payload, principal, invokeOptions),
    assume: (roleArn, session) => identity.assume('apigateway.amazonaws.com', roleArn, session),
    accessLog: (group, line) => logs.write(group, 'access', line),
    log: options.log,
    onRequest: options.onRequest,
  });
  const ses = createSes(world, {
    assume: (roleArn, ruleArn) => identity.assume('ses.amazonaws.com', roleArn, 'ses', ruleArn),
    put: (principal, bucket, key, body) => putObject(s3, principal, bucket, key, body),
    invoke: async (functionArn, event, sourceArn, async) => {
      await lambda.invoke(functionArn, event, servicePrincipal('ses.amazonaws.com'), { async, sourceArn });
    },
    mayInvoke: async (functionArn, sourceArn) => {
      const dryRun = { dryRun: true, sourceArn };
      await lambda.invoke(functionArn, undefined, servicePrincipal('ses.amazonaws.com'), dryRun);
    },
  });
  const sts = createSts({ world, roles: identity.roles, credentials: identity.credentials });
  return {
    dynamodb,
    kms,
    s3,
    states,
    scheduler,
    ses,
    lambda,
    logs,
    gateway,
    parameters,
    behindFront: [dynamodb, kms, s3, states, scheduler, ses, sts, lambda.service],
    types: [
      ...iamResourceTypes(place, identity.roles),
      ...parameters.types,
      ...logs.types,
      ...kms.resourceTypes,
      ...s3.resourceTypes,
      ...dynamodb.resourceTypes,
      ...lambda.types,
      ...states.resourceTypes,
      ...scheduler.resourceTypes,
      ...ses.resourceTypes,
      ...gateway.types,
    ],
  };
}

/** Begins what waits for a complete deployment: events, streams, executions, schedules, notifications of `buckets`. */
export function startServices(services: Services, buckets: readonly string[]): void {
  const { lambda, s3, states, scheduler } = services;
  for (const bucket of buckets) {
    s3.onEvent(bucket, async (functionArn, record) => {
      const sourceArn = record.s3.bucket.arn;
      const principal = servicePrincipal('s3.amazonaws.com');
      await lambda.invoke(functionArn, { Records: [record] }, principal, { async: true, sourceArn });
    });
  }
  lambda.start();
  states.resume();
  scheduler.resume();
}

/** Ends what calls others: schedules, requests, functions, executions. */
export async function stopCallers({ gateway, lambda, scheduler, states }: Services): Promise<void> {
  await scheduler.close?.();
  await Promise.all([gateway.close(), lambda.close(), states.close?.()]);
}

/** Closes what the front calls; everything acknowledged is on disk. */
export async function closeStores({ s3, dynamodb, kms, ses, logs }: Services): Promise<void> {
  await Promise.all([s3.close?.(), dynamodb.close()]);
  await Promise.all([kms.close?.(), ses.close?.()]);
  logs.close();
}
