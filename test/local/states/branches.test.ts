import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Invocation } from '../../../local/states/tasks.ts';
import { bench, machine } from './bench.ts';
import type { Bench } from './bench.ts';

let box: Bench;
let waiting: { payload: unknown; answer: (value: Invocation) => void }[];
beforeEach(async () => {
  waiting = [];
  box = await bench({
    invokeFunction: (_arn, payload) => new Promise((answer) => waiting.push({ payload, answer })),
  });
});
afterEach(async () => {
  await box.close();
  box.world.remove();
});

const output = (text: string | undefined): unknown => JSON.parse(text ?? 'null');
const flow = (states: object): object => ({ StartAt: Object.keys(states)[0], States: states });

const CALL = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'work', Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  End: true,
};

describe('Map', () => {
  it('runs every item with its place and the outer variables, and keeps the order of the outputs', async () => {
    const Each = {
      Type: 'Map',
      Items: '{% $states.input.items %}',
      ItemSelector: {
        item: '{% $states.context.Map.Item.Value %}',
        all: '{% $count($states.input.items) %}',
      },
      ItemProcessor: flow({
        One: { Type: 'Pass', Assign: { local: '{% $states.input.item * $factor %}' }, Next: 'Two' },
        Two: {
          Type: 'Pass',
          Output: '{% [$states.context.Map.Item.Index, $local, $states.input.all] %}',
          End: true,
        },
      }),
      Output: { sum: '{% $sum($states.result.$[1]) %}', all: '{% $states.result %}' },
      End: true,
    };
    const done = await box.run(
      machine({ Set: { Type: 'Pass', Assign: { factor: 10 }, Next: 'Each' }, Each }),
      { items: [3, 1, 2] },
    );
    expect(output(done.output)).toEqual({
      sum: 60,
      all: [
        [0, 30, 3],
        [1, 10, 3],
        [2, 20, 3],
      ],
    });
    expect(done.history.filter(({ type }) => type === 'MapIterationSucceeded').length).toBe(3);
  });

  it('gives an empty list for no items and refuses what is no list', async () => {
    const Each = {
      Type: 'Map',
      Items: '{% $states.input %}',
      ItemProcessor: flow({ One: { Type: 'Succeed' } }),
      End: true,
    };
    expect(await box.run(machine({ Each }), [])).toMatchObject({ status: 'SUCCEEDED', output: '[]' });
    expect(await box.run(machine({ Each }), {})).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
    });
  });

  it('never runs more iterations at once than MaxConcurrency', async () => {
    const Each = { Type: 'Map', MaxConcurrency: 2, ItemProcessor: flow({ Call: CALL }), End: true };
    const arn = await box.start(await box.declare(machine({ Each })), [1, 2, 3, 4, 5]);
    let most = 0;
    for (let done = 0; done < 5; done++) {
      await box.seen(arn, 'TaskStarted', Math.min(5, done + 2));
      most = Math.max(most, waiting.length);
      const next = waiting.shift();
      next?.answer({ payload: next.payload });
    }
    expect(most).toBe(2);
    expect((await box.ended(arn)).output).toBe('[1,2,3,4,5]');
  });

  it('2,000 items finish, each kept in a row of its own', async () => {
    const Each = {
      Type: 'Map',
      ItemProcessor: flow({ One: { Type: 'Pass', Output: '{% $states.input + 1 %}', End: true } }),
      End: true,
    };
    const items = Array.from({ length: 2000 }, (_, index) => index);
    const done = await box.run(machine({ Each }), items);
    expect(output(done.output)).toEqual(items.map((item) => item + 1));
  });

  it('an error nobody catches in an iteration fails the Map, whose Catch then leads on', async () => {
    const Each = {
      Type: 'Map',
      ItemProcessor: flow({
        Ask: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input = 2 %}', Next: 'No' }],
          Default: 'Yes',
        },
        No: { Type: 'Fail', Error: 'Two' },
        Yes: { Type: 'Wait', Seconds: 1000, End: true },
      }),
      Catch: [{ ErrorEquals: ['Two'], Next: 'Caught' }],
      End: true,
    };
    const done = await box.run(machine({ Each, Caught: { Type: 'Succeed' } }), [1, 2, 3]);
    expect(output(done.output)).toMatchObject({ Error: 'Two' });
    expect(done.history.some(({ type }) => type === 'MapIterationFailed')).toBe(true);
  });
});

describe('Parallel', () => {
  const two = (first: object, second: object, more: object = {}): object => ({
    Type: 'Parallel',
    Branches: [flow({ First: first }), flow({ Second: second })],
    End: true,
    ...more,
  });

  it('gives every branch the same input and returns their outputs in order', async () => {
    const both = two(
      CALL,
      { Type: 'Pass', Output: '{% $states.input.n + 1 %}', End: true },
      { Arguments: { n: '{% $states.input.m %}' } },
    );
    const arn = await box.start(await box.declare(machine({ Both: both })), { m: 1 });
    await box.seen(arn, 'TaskStarted');
    waiting[0]?.answer({ payload: waiting[0].payload });
    expect(output((await box.ended(arn)).output)).toEqual([{ n: 1 }, 2]);
  });

  it('a failed branch ends the others; their late answers count for nothing', async () => {
    const both = two(
      CALL,
      { Type: 'Fail', Error: 'Broken' },
      { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] },
    );
    const arn = await box.start(
      await box.declare(machine({ Both: both, Caught: { Type: 'Wait', Seconds: 1, End: true } })),
    );
    await box.seen(arn, 'WaitStateEntered');
    waiting[0]?.answer({ payload: 1 });
    box.world.clock.advance(1000);
    const done = await box.ended(arn);
    expect(output(done.output)).toEqual({ Error: 'Broken', Cause: '' });
    expect(done.history.some(({ type }) => type === 'TaskSucceeded')).toBe(false);
  });

  it('Retry starts all branches again', async () => {
    const both = two(
      CALL,
      { Type: 'Pass', End: true },
      { Retry: [{ ErrorEquals: ['Odd'], IntervalSeconds: 0 }] },
    );
    const arn = await box.start(await box.declare(machine({ Both: both })), 5);
    await box.seen(arn, 'TaskStarted');
    waiting[0]?.answer({ payload: null, functionError: { errorType: 'Odd', errorMessage: '' } });
    await box.seen(arn, 'TaskStarted', 2);
    waiting[1]?.answer({ payload: 'ok' });
    expect(output((await box.ended(arn)).output)).toEqual(['ok', 5]);
  });
});
