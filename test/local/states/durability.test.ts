import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { bench, machine, ROLE } from './bench.ts';
import { testWorld } from './wire.ts';

const arn = (name: string): string => `arn:aws:states:eu-central-1:000000000000:execution:${name}:one`;
const output = (text: string | undefined): unknown => JSON.parse(text ?? 'null');
const bytes = (folder: string): string =>
  readdirSync(join(folder, 'states'))
    .map((file) => readFileSync(join(folder, 'states', file), 'latin1'))
    .join('');

it('executions that wait, call, hold a token or iterate go on after kill -9, calls under way at least once more', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'local-killed-'));
  const child = spawn(process.execPath, [join(import.meta.dirname, 'killed-process.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let taskToken = '';
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('token ')) taskToken = line.slice(6);
    if (line.startsWith('ready ')) break;
  }
  child.kill('SIGKILL');
  await once(child, 'exit');

  const world = testWorld(folder);
  let called = 0;
  const box = await bench({ invokeFunction: async () => ({ payload: `again ${++called}` }) }, world);
  box.states.resume();
  expect(output((await box.ended(arn('task'))).output)).toEqual({
    was: expect.stringMatching(/^again/),
    n: 7,
  });
  expect(output((await box.ended(arn('map'))).output)).toEqual({ was: [1, 2, 3], n: 7 });
  expect(called).toBe(4);
  await box.client.send(new SendTaskSuccessCommand({ taskToken, output: '"by token"' }));
  expect(output((await box.ended(arn('token'))).output)).toEqual({ was: 'by token', n: 7 });
  world.clock.advance(3_600_000);
  expect(output((await box.ended(arn('wait'))).output)).toEqual({ was: { from: 'wait' }, n: 7 });
  await box.close();
  world.remove();
});

it('a wait that ended while nothing ran goes on at the next start', async () => {
  const world = testWorld();
  const before = await bench({}, world);
  const execution = await before.start(
    await before.declare(
      machine({ Wait: { Type: 'Wait', Timestamp: '{% $fromMillis($millis() + 60000) %}', End: true } }),
    ),
  );
  await before.seen(execution, 'WaitStateEntered');
  await before.close();
  world.clock.advance(120_000);
  const after = await bench({}, world);
  after.states.resume();
  expect((await after.ended(execution)).status).toBe('SUCCEEDED');
  await after.close();
  world.remove();
});

it('a task that starts an execution finds it again after a crash in between, even when it is over', async () => {
  const crashing = testWorld();
  let crash = (): void => undefined;
  const world = {
    ...crashing,
    authorize: (...given: Parameters<typeof crashing.authorize>) => {
      if (given[0].arn === ROLE) crash();
      crashing.authorize(...given);
    },
  };
  const before = await bench({}, world);
  const child = await before.declare(machine({ One: { Type: 'Pass', End: true } }), 'child');
  const Arguments = { StateMachineArn: child, Name: 'one', Input: {} };
  const task = { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution', Arguments, End: true };
  const parent = await before.declare(machine({ Start: task }), 'parent');
  crash = () => void before.states.close?.();
  await before.start(parent, {}, 'one').catch(() => undefined);
  await before.close();
  crash = () => undefined;
  const file = new DatabaseSync(join(world.stateDir, 'states', 'executions.sqlite'));
  const ended = file
    .prepare("UPDATE execution SET status = 'SUCCEEDED', output = '1', stopped = started WHERE arn = ?")
    .run(arn('child'));
  file.close();
  expect(ended.changes).toBe(1);
  const after = await bench({}, world);
  after.states.resume();
  expect(output((await after.ended(arn('parent'))).output)).toMatchObject({ ExecutionArn: arn('child') });
  await after.close();
  world.remove();
});

it('a running execution keeps the definition it was started with after a new deployment', async () => {
  const box = await bench();
  const version = (say: string): object =>
    machine({
      Wait: { Type: 'Wait', Seconds: 60, Next: 'Say' },
      Say: { Type: 'Pass', Output: say, End: true },
    });
  const old = await box.start(await box.declare(version('old')));
  await box.seen(old, 'WaitStateEntered');
  const fresh = await box.start(await box.declare(version('new')));
  await box.seen(fresh, 'WaitStateEntered');
  box.world.clock.advance(60_000);
  expect((await box.ended(old)).output).toBe('"old"');
  expect((await box.ended(fresh)).output).toBe('"new"');
  await box.close();
  box.world.remove();
});

it('an execution is gone from the disk 90 days after its end, and its name is free again', async () => {
  const box = await bench();
  const arnOfMachine = await box.declare(machine({ One: { Type: 'Pass', End: true } }));
  const first = await box.start(arnOfMachine, { mail: 'erased@example.org' }, 'named');
  await box.ended(first);
  expect(bytes(box.world.stateDir)).toContain('erased@example.org');
  box.world.clock.advance(89 * 86_400_000);
  await expect(box.start(arnOfMachine, {}, 'named')).rejects.toMatchObject({
    name: 'ExecutionAlreadyExists',
  });
  box.world.clock.advance(86_400_000);
  await expect
    .poll(() => box.history(first).catch((problem: Error) => problem.name))
    .toBe('ExecutionDoesNotExist');
  expect(bytes(box.world.stateDir)).not.toContain('erased@example.org');
  expect((await box.ended(await box.start(arnOfMachine, {}, 'named'))).status).toBe('SUCCEEDED');
  await box.close();
  box.world.remove();
});

it('state files belong to their owner alone', async () => {
  const box = await bench();
  await box.declare(machine({ One: { Type: 'Succeed' } }));
  const folder = join(box.world.stateDir, 'states');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readdirSync(folder).map((file) => statSync(join(folder, file)).mode & 0o777)).toEqual(
    readdirSync(folder).map(() => 0o600),
  );
  await box.close();
  box.world.remove();
});
