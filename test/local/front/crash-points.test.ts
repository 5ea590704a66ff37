import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { DescribeKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CrashPoints } from '../../../local/front/crash-points.ts';
import type { CrashPoint } from '../../../local/front/crash-points.ts';
import type { AccessKey } from '../../../local/iam/credentials.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crash-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function run(point: CrashPoint): Promise<{ signal: unknown; answered: number; done: unknown[] }> {
  const program = join(import.meta.dirname, 'crash-child.ts');
  const child = spawn(process.execPath, [program, folder, JSON.stringify(point)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { url, key } = JSON.parse(line) as { url: string; key: AccessKey };
  const client = new KMSClient({ endpoint: url, region: 'eu-central-1', credentials: key, maxAttempts: 1 });
  let answered = 0;
  const describe = new DescribeKeyCommand({ KeyId: 'k' });
  for (const command of [describe, new EnableKeyCommand({ KeyId: 'k' }), describe]) {
    const sent = command instanceof DescribeKeyCommand ? client.send(command) : client.send(command);
    answered += await sent.then(
      () => 1,
      () => 0,
    );
  }
  child.kill('SIGTERM');
  const [, signal] = (await ended) as [number | null, unknown];
  const db = new DatabaseSync(join(folder, 'work.sqlite'));
  const done = db.prepare('SELECT operation FROM done').all();
  db.close();
  return { signal, answered, done: done.map((row) => row['operation']) };
}

test('a crash before the n-th matching call keeps it from the service', async () => {
  const point: CrashPoint = { after: 2, phase: 'before', match: { operation: 'DescribeKey' } };
  expect(await run(point)).toEqual({ signal: 'SIGKILL', answered: 2, done: ['DescribeKey', 'EnableKey'] });
});

test('a crash after the n-th call lets the service finish and withholds the answer', async () => {
  const point: CrashPoint = { after: 2, phase: 'after', match: { service: 'kms' } };
  expect(await run(point)).toEqual({ signal: 'SIGKILL', answered: 1, done: ['DescribeKey', 'EnableKey'] });
});

test('a point that nothing matches, or that is disarmed, never fires', async () => {
  const point: CrashPoint = { after: 1, phase: 'before', match: { service: 's3' } };
  expect(await run(point)).toMatchObject({ signal: 'SIGTERM', answered: 3 });

  const points = new CrashPoints(() => undefined);
  const disarm = points.arm({ after: 2, phase: 'before' });
  expect(points.reach('kms', 'DescribeKey')).toEqual([]);
  disarm();
  expect(points.reach('kms', 'DescribeKey')).toEqual([]);
  expect(() => points.arm({ after: 0, phase: 'before' })).toThrow(RangeError);
});
