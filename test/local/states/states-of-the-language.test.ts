import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bench, machine } from './bench.ts';
import type { Bench } from './bench.ts';

let box: Bench;
beforeAll(async () => void (box = await bench()));
afterAll(async () => {
  await box.close();
  box.world.remove();
});

const output = (text: string | undefined): unknown => JSON.parse(text ?? 'null');

describe('states without a service', () => {
  it('Pass assigns variables and shapes output from the values before the assignment', async () => {
    const done = await box.run(
      machine({
        First: {
          Type: 'Pass',
          Assign: { n: 1, list: '{% [$states.input.a, 2] %}' },
          Output: 'kept',
          Next: 'Second',
        },
        Second: {
          Type: 'Pass',
          Assign: { n: '{% $n + 1 %}' },
          Output: { before: '{% $n %}', was: '{% $states.input %}' },
          Next: 'Third',
        },
        Third: {
          Type: 'Pass',
          Output: { n: '{% $n %}', list: '{% $list %}', second: '{% $states.input %}' },
          End: true,
        },
      }),
      { a: 7 },
    );
    expect(done.status).toBe('SUCCEEDED');
    expect(output(done.output)).toEqual({ n: 2, list: [7, 2], second: { before: 1, was: 'kept' } });
  });

  it('Choice takes the first rule that holds, else Default', async () => {
    const definition = machine({
      Ask: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input.n > 5 %}', Next: 'Big', Assign: { size: 'big' } }],
        Default: 'Small',
        Assign: { size: 'small' },
      },
      Big: { Type: 'Pass', Output: '{% $size %}', End: true },
      Small: { Type: 'Pass', Output: '{% $size %}', End: true },
    });
    expect(output((await box.run(definition, { n: 6 })).output)).toBe('big');
    expect(output((await box.run(definition, { n: 5 })).output)).toBe('small');
  });

  it('Choice without a rule that holds fails with States.NoChoiceMatched', async () => {
    const done = await box.run(
      machine({
        Ask: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'End' }] },
        End: { Type: 'Succeed' },
      }),
    );
    expect(done).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });

  it('Choice refuses a condition that is no boolean', async () => {
    const done = await box.run(
      machine({
        Ask: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'End' }] },
        End: { Type: 'Succeed' },
      }),
    );
    expect(done).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });

  it('Succeed ends with its Output, Fail with its Error and Cause', async () => {
    const good = await box.run(machine({ Yes: { Type: 'Succeed', Output: { ok: true } } }));
    expect(output(good.output)).toEqual({ ok: true });
    const bad = await box.run(
      machine({ No: { Type: 'Fail', Error: 'Mine', Cause: "{% 'because ' & $states.input.why %}" } }),
      { why: 'so' },
    );
    expect(bad).toMatchObject({ status: 'FAILED', error: 'Mine', cause: 'because so' });
  });

  it('an expression without a value fails the state and names the field, not the data', async () => {
    const done = await box.run(
      machine({ One: { Type: 'Pass', Output: { a: '{% $states.input.missing %}' }, End: true } }),
      { secret: 's3cret' },
    );
    expect(done).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(done.cause).toContain('Output/a');
    expect(
      done.history.find(({ type }) => type === 'EvaluationFailed')?.evaluationFailedEventDetails,
    ).toMatchObject({ state: 'One' });
  });

  it('the context tells execution, machine and state; $now and $millis follow the virtual clock', async () => {
    const before = box.world.clock.now();
    const done = await box.run(
      machine({
        One: {
          Type: 'Pass',
          Output: {
            context: '{% $states.context %}',
            now: '{% $toMillis($now()) %}',
            millis: '{% $millis() %}',
          },
          End: true,
        },
      }),
      { x: 1 },
    );
    const { context, now, millis } = output(done.output) as {
      context: Record<string, Record<string, unknown>>;
      now: number;
      millis: number;
    };
    expect(context['Execution']).toMatchObject({ Id: done.executionArn, Input: { x: 1 }, RedriveCount: 0 });
    expect(context['StateMachine']).toMatchObject({ Name: 'machine' });
    expect(context['State']).toMatchObject({ Name: 'One', RetryCount: 0 });
    expect(now).toBe(millis);
    expect(millis).toBeGreaterThanOrEqual(before);
  });

  it('offers the functions Step Functions adds to JSONata, and no $eval', async () => {
    const done = await box.run(
      machine({
        One: {
          Type: 'Pass',
          Output: {
            parsed: '{% $parse(\'{"a":1}\').a %}',
            parts: '{% $partition([1,2,3], 2) %}',
            range: '{% $range(0, 10, 5) %}',
            hash: "{% $hash('abc', 'SHA-1') %}",
            uuid: '{% $length($uuid()) %}',
          },
          End: true,
        },
      }),
    );
    expect(output(done.output)).toEqual({
      parsed: 1,
      parts: [[1, 2], [3]],
      range: [0, 5, 10],
      hash: 'a9993e364706816aba3e25717850c26c9cd0d89d',
      uuid: 36,
    });
    const evil = await box.run(machine({ One: { Type: 'Pass', Output: "{% $eval('1') %}", End: true } }));
    expect(evil).toMatchObject({ error: 'States.QueryEvaluationError' });
  });

  it('the history keeps inputs and outputs of every state in order', async () => {
    const done = await box.run(
      machine({ One: { Type: 'Pass', Output: { to: 'b' }, Next: 'Two' }, Two: { Type: 'Succeed' } }),
      { from: 'a' },
    );
    expect(done.history.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
    expect(done.history[1]?.stateEnteredEventDetails).toMatchObject({ name: 'One', input: '{"from":"a"}' });
    expect(done.history[2]?.stateExitedEventDetails).toMatchObject({ name: 'One', output: '{"to":"b"}' });
    expect(done.history.map(({ id, previousEventId }) => Number(id) - Number(previousEventId))).toEqual([
      1, 1, 1, 1, 1, 1,
    ]);
  });
});
