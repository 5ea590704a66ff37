import { AwsError } from '../front/service.ts';
import type { Call, Reply, ResourceType, Service, World } from '../front/service.ts';
import { CALLBACK_OPERATIONS } from './callback-operations.ts';
import type { Operation, StatesContext } from './context.ts';
import { Engine } from './engine.ts';
import type { Recorded } from './engine.ts';
import { logEvents } from './event-log.ts';
import { EXECUTION_OPERATIONS, keptMachine } from './execution-operations.ts';
import { startExecution } from './execution-start.ts';
import { HISTORY_OPERATIONS } from './history-operations.ts';
import type { KeyCheck } from './key-check.ts';
import type { EventLogs } from './logging.ts';
import { stateMachineType } from './machine.ts';
import { MACHINE_OPERATIONS } from './machine-operations.ts';
import { Query } from './query.ts';
import { Request } from './request.ts';
import { Store } from './store.ts';
import { awaitedOutcome, createCaller } from './tasks.ts';
import type { Starter, StatesTargets } from './tasks.ts';

const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...EXECUTION_OPERATIONS,
  ...HISTORY_OPERATIONS,
  ...CALLBACK_OPERATIONS,
  ...MACHINE_OPERATIONS,
};

/** What state machines need from the rest of the local cloud. */
export interface StatesNeeds extends StatesTargets {
  /** Without it, state machines with a customer managed key are refused. */
  readonly kms?: KeyCheck;
  /** Where events are logged; without it, state machines with a log are refused. */
  readonly logs?: EventLogs;
}

/** Step Functions: standard workflows in JSONata. */
export interface States extends Service {
  readonly resourceTypes: readonly ResourceType[];
  /** Continues what was under way; call it once the services that state machines use are there. */
  resume(): void;
  /** True while a step of an execution is under way. */
  busy(): boolean;
}

/** Opens the state of all executions; nothing runs before `resume`. */
export function createStates(world: World, needs: StatesNeeds): States {
  const store = new Store(world.stateDir);
  const query = new Query();
  const { region } = world.place;
  const start: Starter = (principal, input) => {
    world.authorize(principal, [{ action: 'states:StartExecution', resource: input.stateMachineArn }]);
    return startExecution(context, principal, input);
  };
  const call = createCaller(world, needs, start);
  const recorded: Recorded = (execution, events) => {
    if (needs.logs === undefined) return;
    logEvents(needs.logs, keptMachine({ store }, execution)?.settings.logging, execution, events);
  };
  const engine = new Engine({ store, query, clock: world.clock, call, awaited: awaitedOutcome, recorded });
  const context: StatesContext = {
    world,
    store,
    engine,
    recorded,
    assume: (role, machine) => needs.assume(role, machine),
    useKey(principal, machine, actions) {
      const { key } = machine.settings;
      if (key === undefined) return;
      const conditions = {
        'kms:EncryptionContext:aws:states:stateMachineArn': machine.arn,
        'kms:ViaService': `states.${region}.amazonaws.com`,
      };
      for (const action of actions) needs.kms?.(principal, key, action, conditions);
    },
  };
  return {
    name: 'states',
    errors: 'json-1.0',
    resourceTypes: [stateMachineType(world, store, query, needs)],
    resume: () => engine.resume(),
    busy: () => engine.busy,
    handle: (incoming) => handle(context, incoming),
    async close() {
      await engine.close();
      store.close();
    },
  };
}

async function handle(context: StatesContext, call: Call): Promise<Reply> {
  const operation = Object.hasOwn(OPERATIONS, call.operation) ? OPERATIONS[call.operation] : undefined;
  if (operation === undefined)
    throw new AwsError('UnknownOperationException', `The operation ${call.operation} is not emulated.`);
  const request = new Request(call.body);
  const resource = operation.resource(context, request);
  context.world.authorize(call.principal, [{ action: operation.action, resource }]);
  const answer = await operation.run(context, request, call.principal);
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(answer),
  };
}
