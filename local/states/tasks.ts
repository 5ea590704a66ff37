import { AwsError } from '../front/service.ts';
import type { Principal, World } from '../front/service.ts';
import type { Answer, Caller } from './engine.ts';
import { StatesFailure } from './failure.ts';
import type { Frame } from './frame.ts';
import { isObject, parseJson } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { bounded } from './turn.ts';
import { parseResource } from './resource.ts';
import type { TaskResource } from './resource.ts';
import type { Execution } from './store.ts';

/** What an invoked function answered. */
export interface Invocation {
  readonly payload: unknown;
  readonly functionError?: { readonly errorType: string; readonly errorMessage: string };
}

/** The services that state machines call; each checks the principal's permissions itself. */
export interface StatesTargets {
  /** Takes over the role of a state machine; throws `AwsError` when the role does not trust Step Functions. */
  assume(role: string, machine: string): Principal;
  /** Throws `AwsError` when the function could not be invoked at all. */
  invokeFunction(arn: string, payload: unknown, principal: Principal): Promise<Invocation>;
  /** An `aws-sdk` integration: input and answer with the member names of Step Functions (first letter upper case). */
  call(service: string, action: string, input: unknown, principal: Principal): Promise<unknown>;
}

/** Starts another execution for a role; throws `AwsError`. */
export type Starter = (
  principal: Principal,
  input: { stateMachineArn: string; name: string; input: string; starter: string },
) => { executionArn: string; startDate: number };

/** Names of services in error names where they are more than the capitalised endpoint name. */
const ERROR_PREFIXES: Readonly<Record<string, string>> = {
  dynamodb: 'DynamoDb',
  sesv2: 'SesV2',
  sfn: 'Sfn',
  states: 'StepFunctions',
  eventbridge: 'EventBridge',
  cognitoidentityprovider: 'CognitoIdentityProvider',
};

/** Invocation errors with a name other than `Lambda.<code>`. */
const LAMBDA_ERRORS: Readonly<Record<string, string>> = {
  AccessDenied: 'Lambda.AWSLambdaException',
  AccessDeniedException: 'Lambda.AWSLambdaException',
  ServiceException: 'Lambda.ServiceException',
};

function failureOf(problem: unknown, name: (code: string) => string): StatesFailure {
  if (problem instanceof AwsError) return new StatesFailure(name(problem.code), problem.message);
  return new StatesFailure(name('UnknownException'), 'The service failed.');
}

function serviceError(service: string): (code: string) => string {
  const prefix = ERROR_PREFIXES[service] ?? service.charAt(0).toUpperCase() + service.slice(1);
  return (code) => `${prefix}.${code.endsWith('Exception') ? code : `${code}Exception`}`;
}

/** What crosses to a service and back is JSON; nothing is `null`. */
function jsonOf(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null)) as Json;
}

function members(given: Json, known: readonly string[]): JsonObject {
  const object = isObject(given) ? given : {};
  const strange = Object.keys(object).find((name) => !known.includes(name));
  if (strange !== undefined)
    throw new StatesFailure('States.Runtime', `The argument '${strange}' is not emulated.`);
  return object;
}

/** Performs tasks for the role of the execution. */
export function createCaller(world: World, targets: StatesTargets, start: Starter): Caller {
  const { partition, region, account } = world.place;

  const lambda = async (given: Json, resource: TaskResource, principal: Principal): Promise<Answer> => {
    const { FunctionName, Qualifier, Payload, InvocationType } = members(given, [
      'FunctionName',
      'Qualifier',
      'Payload',
      'InvocationType',
    ]);
    if (InvocationType !== undefined && InvocationType !== 'RequestResponse') {
      throw new StatesFailure('States.Runtime', 'Only the InvocationType RequestResponse is emulated.');
    }
    if (typeof FunctionName !== 'string')
      throw new StatesFailure('States.Runtime', 'FunctionName is missing.');
    const arn = FunctionName.startsWith('arn:')
      ? FunctionName
      : `arn:${partition}:lambda:${region}:${account}:function:${FunctionName}`;
    const target = typeof Qualifier === 'string' ? `${arn}:${Qualifier}` : arn;
    const { payload, functionError } = await targets
      .invokeFunction(target, Payload ?? {}, principal)
      .catch((problem: unknown) => {
        throw failureOf(problem, (code) => LAMBDA_ERRORS[code] ?? `Lambda.${code}`);
      });
    if (functionError !== undefined) {
      const { errorType, errorMessage } = functionError;
      throw new StatesFailure(
        errorType === '' ? 'Lambda.Unknown' : errorType,
        JSON.stringify({ errorMessage, errorType }),
      );
    }
    const result = { ExecutedVersion: '$LATEST', Payload: jsonOf(payload), StatusCode: 200 };
    return resource.pattern === 'callback'
      ? { kind: 'submitted', output: result }
      : { kind: 'result', result: bounded(result, 'result') };
  };

  const states = async (
    given: Json,
    resource: TaskResource,
    principal: Principal,
    frame: Frame,
  ): Promise<Answer> => {
    const { StateMachineArn, Name, Input } = members(given, ['StateMachineArn', 'Name', 'Input']);
    if (typeof StateMachineArn !== 'string')
      throw new StatesFailure('States.Runtime', 'StateMachineArn is missing.');
    const starter = frame.call?.attempt ?? '';
    const name = typeof Name === 'string' ? Name : starter;
    const input = JSON.stringify(Input ?? {});
    try {
      const { executionArn, startDate } = start(principal, {
        stateMachineArn: StateMachineArn,
        name,
        input,
        starter,
      });
      const result = { ExecutionArn: executionArn, StartDate: new Date(startDate).toISOString() };
      if (resource.pattern === 'response') return { kind: 'result', result };
      return {
        kind: 'submitted',
        output: result,
        ...(resource.pattern === 'callback' ? {} : { awaits: executionArn }),
      };
    } catch (problem) {
      throw failureOf(problem, serviceError('states'));
    }
  };

  const sdk = async (given: Json, resource: TaskResource, principal: Principal): Promise<Answer> => {
    const { service, action } = resource;
    const answer = await targets.call(service, action, given, principal).catch((problem: unknown) => {
      throw failureOf(problem, serviceError(service));
    });
    const result = jsonOf(answer);
    return resource.pattern === 'callback'
      ? { kind: 'submitted', output: result }
      : { kind: 'result', result: bounded(result, 'result') };
  };

  const assumed = ({ role, machine }: Execution): Principal => {
    try {
      return targets.assume(role, machine);
    } catch (problem) {
      throw failureOf(problem, (code) => `States.${code}`);
    }
  };

  const kinds = { lambda, states, sdk };
  return async (execution, frame, text) => {
    const resource = parseResource(text);
    if (resource === undefined) throw new StatesFailure('States.Runtime', 'This Resource is not emulated.');
    const principal = assumed(execution);
    return kinds[resource.kind](frame.call?.arguments ?? null, resource, principal, frame);
  };
}

/** What a task that waited for an execution gets: its description, or `States.TaskFailed` with the description as cause. */
export function awaitedOutcome(ended: Execution, resource: string): Json | StatesFailure {
  const parsed = resource.endsWith(':2');
  const content = (text: string): Json => (parsed ? (parseJson(text) ?? null) : text);
  const description = {
    ExecutionArn: ended.arn,
    Name: ended.name,
    StateMachineArn: ended.machine,
    Status: ended.status,
    StartDate: ended.started,
    StopDate: ended.stopped,
    Input: content(ended.input),
    InputDetails: { Included: true },
    ...(ended.output === null ? {} : { Output: content(ended.output), OutputDetails: { Included: true } }),
    ...(ended.error === null ? {} : { Error: ended.error }),
    ...(ended.cause === null ? {} : { Cause: ended.cause }),
  };
  return ended.status === 'SUCCEEDED'
    ? description
    : new StatesFailure('States.TaskFailed', JSON.stringify(description));
}
