import { join } from 'node:path';
import type { Call, Principal, Reply, ResourceType, Service, World } from '../front/service.ts';
import { AwsError } from '../front/service.ts';
import { AliasStore } from './alias-store.ts';
import { Calls } from './calls.ts';
import { openDatabase } from './database.ts';
import { Deletions } from './deletions.ts';
import { Desk, assertUsable } from './desk.ts';
import type { Plan } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import type { Conditions } from './requests.ts';
import { resourceTypes } from './resources.ts';
import { KeyStore } from './store.ts';

/**
 * Asks whether `principal` may use a key through another service, and counts the request; `context` names that service
 * as `kms:ViaService`. Throws what KMS would answer: access denied, not found, disabled, pending deletion.
 */
export type AuthorizeImplied = (
  principal: Principal,
  action: string,
  keyArn: string,
  context: Conditions,
) => void;

/** The local KMS: the service behind the front, and what other services need of it. */
export interface Kms extends Service {
  readonly authorizeImplied: AuthorizeImplied;
  readonly resourceTypes: readonly ResourceType[];
  /** Requests as the account's quota counts them. */
  readonly calls: Calls;
}

/** Opens the keys under `<stateDir>/kms`; keys whose deletion fell due meanwhile are destroyed first. */
export function createKms(world: World): Kms {
  const database = openDatabase(join(world.stateDir, 'kms'));
  const keys = new KeyStore(database, world.place);
  const deletions = new Deletions(keys, world.clock);
  const desk = new Desk(world, keys, new AliasStore(database), deletions);
  const calls = new Calls();

  const carryOut = (name: string, principal: Principal, plan: Plan): object | undefined => {
    calls.record(name, principal, plan.requests, world.clock.now());
    world.authorize(principal, plan.requests);
    return plan.run();
  };

  return {
    name: 'kms',
    errors: 'json-1.1',
    calls,
    resourceTypes: resourceTypes(desk),
    handle: async (call) => {
      const operation = OPERATIONS.get(call.operation);
      if (!operation) throw new AwsError('UnknownOperationException', `Not emulated: kms ${call.operation}.`);
      const plan = operation(inputOf(call), desk, call.principal);
      return reply(carryOut(call.operation, call.principal, plan));
    },
    authorizeImplied: (principal, action, arn, context) => {
      const { key, request } = desk.named(arn);
      const run = () => {
        assertUsable(key, 'ENCRYPT_DECRYPT');
        return undefined;
      };
      carryOut(action.slice(action.indexOf(':') + 1), principal, {
        requests: [request(action, context)],
        run,
      });
    },
    close: async () => {
      deletions.close();
      keys.close();
    },
  };
}

function inputOf(call: Call): unknown {
  try {
    return call.body.length === 0 ? {} : JSON.parse(call.body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.');
  }
}

const reply = (output: object | undefined): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: output ? JSON.stringify(output) : '',
});
