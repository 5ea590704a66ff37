import { VirtualClock } from '../../../local/clock.ts';
import { bench, machine } from './bench.ts';
import { testWorld } from './wire.ts';

/** Starts one execution per kind of waiting in the folder of the first argument, says so, and lives until it is killed. */
const INVOKE = 'arn:aws:states:::lambda:invoke';
const then = { Type: 'Pass', Output: { was: '{% $states.input %}', n: '{% $n %}' }, End: true };
const first = (state: object): object => ({
  Set: { Type: 'Pass', Assign: { n: 7 }, Next: 'First' },
  First: { ...state, Next: 'Then' },
  Then: then,
});
const Arguments = { FunctionName: 'work', Payload: { token: '{% $states.context.Task.Token %}' } };

const world = testWorld(process.argv[2], new VirtualClock());
let called = 0;
const box = await bench(
  {
    invokeFunction: async (_arn, payload) => {
      called++;
      const { token } = payload as { token?: string };
      if (token === undefined) return new Promise(() => undefined);
      process.stdout.write(`token ${token}\n`);
      return { payload: 'submitted' };
    },
  },
  world,
);
const start = async (name: string, state: object): Promise<string> =>
  box.start(await box.declare(machine(first(state)), name), { from: name }, 'one');
const waiting = await start('wait', { Type: 'Wait', Seconds: 3600 });
const task = await start('task', {
  Type: 'Task',
  Resource: INVOKE,
  Arguments: { FunctionName: 'work' },
  Output: '{% $states.result.Payload %}',
});
const token = await start('token', { Type: 'Task', Resource: `${INVOKE}.waitForTaskToken`, Arguments });
const map = await start('map', {
  Type: 'Map',
  Items: [1, 2, 3],
  MaxConcurrency: 1,
  ItemProcessor: {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Task',
        Resource: INVOKE,
        Arguments: { FunctionName: 'work', Payload: {} },
        Output: '{% $states.context.Map.Item.Value %}',
        End: true,
      },
    },
  },
});
await box.seen(waiting, 'WaitStateEntered');
await box.seen(task, 'TaskStarted');
await box.seen(token, 'TaskSubmitted');
await box.seen(map, 'TaskStarted');
process.stdout.write(`ready ${called}\n`);
setInterval(() => undefined, 60_000);
