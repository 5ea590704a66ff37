import { randomUUID } from 'node:crypto';
import { AwsError } from '../front/service.ts';
import type { Principal } from '../front/service.ts';
import type { StatesContext } from './context.ts';
import { entering } from './frame.ts';
import { parseJson } from './json.ts';
import type { Json } from './json.ts';
import { LIMITS } from './limits.ts';
import { machineOf } from './machine.ts';
import type { Execution, HistoryEvent } from './store.ts';

/** Characters that AWS forbids in execution names. */
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

/**
 * Starts an execution, durably before it returns. The same name with the same input gives the running execution again;
 * any other use of a name within 90 days is `ExecutionAlreadyExists`. `starter` is the attempt of the task that starts
 * it: a repetition after a crash finds its own execution again, even when that one is over.
 */
export function startExecution(
  context: StatesContext,
  principal: Principal,
  given: { stateMachineArn: string; name?: string; input?: string; starter?: string },
): { executionArn: string; startDate: number } {
  const { store, engine, world } = context;
  const machine = machineOf(store, given.stateMachineArn);
  const { name = randomUUID(), input = '{}' } = given;
  if (name.length === 0 || name.length > LIMITS.name || FORBIDDEN.test(name)) {
    throw new AwsError('InvalidName', 'Invalid Name: the execution name is malformed');
  }
  const parsed = Buffer.byteLength(input) <= LIMITS.payload ? parseJson(input) : undefined;
  if (parsed === undefined)
    throw new AwsError(
      'InvalidExecutionInput',
      'Invalid State Machine Execution Input: no JSON, or too long',
    );
  context.useKey(principal, machine, ['kms:Decrypt', 'kms:GenerateDataKey']);
  context.useKey(context.assume(machine.role, machine.arn), machine, ['kms:Decrypt', 'kms:GenerateDataKey']);
  const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
  const known = store.execution(arn);
  if (known !== undefined) {
    const repeated = given.starter !== undefined && known.starter === given.starter;
    if (repeated || (known.status === 'RUNNING' && known.input === input))
      return { executionArn: arn, startDate: known.started };
    throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  }
  const flow = store.flow(machine.definition);
  const now = world.clock.now();
  const execution: Execution = {
    arn,
    machine: machine.arn,
    name,
    status: 'RUNNING',
    input,
    output: null,
    error: null,
    cause: null,
    started: now,
    stopped: null,
    deadline: now + (flow.TimeoutSeconds === undefined ? LIMITS.execution : flow.TimeoutSeconds * 1000),
    definition: machine.definition,
    role: machine.role,
    events: 1,
    redrives: 0,
    redriven: null,
    starter: given.starter ?? null,
  };
  const first = store.transaction(() => insert(context, execution, flow.StartAt, parsed));
  context.recorded(execution, [first]);
  engine.proceed(arn);
  return { executionArn: arn, startDate: now };
}

function insert({ store }: StatesContext, execution: Execution, state: string, input: Json): HistoryEvent {
  const { arn, role, started } = execution;
  const details = { input: execution.input, roleArn: role };
  const event = {
    id: 1,
    previous: 0,
    time: started,
    type: 'ExecutionStarted',
    details: JSON.stringify(details),
  };
  store.putExecution(execution);
  store.putEvent(arn, event);
  const blank = { id: randomUUID(), execution: arn, position: 0, path: [], variables: {}, event: 1 };
  store.putFrame(entering({ ...blank, state, input, phase: 'ready', entered: 0, retries: [] }, state, input));
  return event;
}
