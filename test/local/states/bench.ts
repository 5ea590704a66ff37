import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { DescribeExecutionOutput, HistoryEvent } from '@aws-sdk/client-sfn';
import { createStates } from '../../../local/states/states.ts';
import type { States, StatesNeeds } from '../../../local/states/states.ts';
import { CREDENTIALS, serve, testWorld } from './wire.ts';
import type { TestWorld } from './wire.ts';

export const ROLE = 'arn:aws:iam::000000000000:role/machine';

/** A running Step Functions endpoint with its real client. */
export interface Bench {
  readonly world: TestWorld;
  readonly states: States;
  readonly client: SFNClient;
  /** Declares a state machine and returns its ARN. */
  declare(definition: object, name?: string, more?: Readonly<Record<string, unknown>>): Promise<string>;
  start(machine: string, input?: unknown, name?: string): Promise<string>;
  /** Declares, starts, and waits for the end. */
  run(definition: object, input?: unknown): Promise<DescribeExecutionOutput & { history: HistoryEvent[] }>;
  /** Waits until the execution is over. */
  ended(arn: string): Promise<DescribeExecutionOutput & { history: HistoryEvent[] }>;
  /** Waits until an event of this type is in the history, `count` times. */
  seen(arn: string, type: string, count?: number): Promise<HistoryEvent[]>;
  history(arn: string): Promise<HistoryEvent[]>;
  close(): Promise<void>;
}

export const NO_TARGETS: StatesNeeds = {
  invokeFunction: () => Promise.reject(new Error('no function expected')),
  call: () => Promise.reject(new Error('no call expected')),
  assume: (role) => ({ kind: 'role', arn: role, roleArn: role, tags: {} }),
};

/** A definition in JSONata around some states. */
export function machine(states: object, startAt = Object.keys(states)[0] ?? '', more: object = {}): object {
  return { QueryLanguage: 'JSONata', StartAt: startAt, States: states, ...more };
}

export async function bench(needs: Partial<StatesNeeds> = {}, world = testWorld()): Promise<Bench> {
  const states = createStates(world, { ...NO_TARGETS, ...needs });
  const front = await serve(states);
  const client = new SFNClient({
    endpoint: front.endpoint,
    region: 'eu-central-1',
    credentials: CREDENTIALS,
    maxAttempts: 1,
  });
  const history = async (executionArn: string): Promise<HistoryEvent[]> => {
    const { events = [] } = await client.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
    );
    return events;
  };
  const until = async <T>(probe: () => Promise<T | undefined>): Promise<T> => {
    for (let left = 2000; left > 0; left--) {
      const found = await probe();
      if (found !== undefined) return found;
      await new Promise((resolve) => setImmediate(resolve));
    }
    throw new Error('it did not happen');
  };
  const self: Bench = {
    world,
    states,
    client,
    history,
    async declare(definition, name = 'machine', more = {}) {
      const properties = {
        StateMachineName: name,
        RoleArn: ROLE,
        DefinitionString: JSON.stringify(definition),
        ...more,
      };
      const type = states.resourceTypes[0];
      const applied = await type?.apply({
        stack: 'test',
        logicalId: name,
        defaultName: `test-${name}`,
        properties,
      });
      return applied?.ref ?? '';
    },
    async start(stateMachineArn, input = {}, name) {
      const given = {
        stateMachineArn,
        input: JSON.stringify(input),
        ...(name === undefined ? {} : { name }),
      };
      return (await client.send(new StartExecutionCommand(given))).executionArn ?? '';
    },
    async run(definition, input) {
      return self.ended(await self.start(await self.declare(definition), input));
    },
    ended: (executionArn) =>
      until(async () => {
        const description = await client.send(new DescribeExecutionCommand({ executionArn }));
        return description.status === 'RUNNING'
          ? undefined
          : { ...description, history: await history(executionArn) };
      }),
    seen: (executionArn, type, count = 1) =>
      until(async () => {
        const found = (await history(executionArn)).filter((event) => event.type === type);
        return found.length >= count ? found : undefined;
      }),
    async close() {
      client.destroy();
      await front.close();
      await states.close?.();
    },
  };
  return self;
}
