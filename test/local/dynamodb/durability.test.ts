import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DescribeTableCommand, RestoreTableToPointInTimeCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { enginePath } from '../../../local/dynamodb/engine-process.ts';
import { declare, recovery, startCloud, STREAM, tableProperties, type Cloud } from './cloud.ts';

const TableName = 'records';
let cloud: Cloud;
afterEach(() => cloud.stop());

/** Runs the writer on the state of a stopped cloud and kills it, hard, after so many acknowledgements. */
async function writeAndKill(dir: string, acknowledgements: number): Promise<string[]> {
  const writer = spawn(process.execPath, [join(import.meta.dirname, 'writer.ts'), dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: writer.stdout })) {
    if (acknowledged.push(line) === acknowledgements) writer.kill('SIGKILL');
  }
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
  return acknowledged;
}

async function everything({ doc }: Cloud, table: string): Promise<Set<string>> {
  const found = new Set<string>();
  let start: Record<string, unknown> | undefined;
  do {
    const page = await doc.send(new ScanCommand({ TableName: table, ExclusiveStartKey: start }));
    for (const item of page.Items ?? []) found.add(`${item['pk']} ${item['sk']}`);
    start = page.LastEvaluatedKey;
  } while (start);
  return found;
}

describe('after a kill', () => {
  it('every acknowledged write is there, and feed and recovery log agree with the table', async () => {
    const clock = new VirtualClock();
    cloud = await startCloud({ throughput: false, latestRestorableLagMs: 0, clock });
    await declare(cloud, tableProperties(STREAM, recovery(1)));
    const empty = clock.now();
    for (const acknowledgements of [30, 75, 160]) {
      await cloud.db.close();
      const acknowledged = await writeAndKill(cloud.dir, acknowledgements);
      cloud = await startCloud({ throughput: false, latestRestorableLagMs: 0, clock, dir: cloud.dir });
      const present = await everything(cloud, TableName);
      expect(acknowledged.filter((key) => !present.has(key))).toEqual([]);
      const twins = [...present].filter((key) => key.includes('-twin '));
      expect(twins.filter((key) => !present.has(key.replace('-twin', '')))).toEqual([]);
      const records = cloud.db.changes(TableName, '', 10_000);
      const inFeed = records.map(
        ({ dynamodb: { Keys } }) => `${Keys['pk']?.['S' as never]} ${Keys['sk']?.['S' as never]}`,
      );
      expect(inFeed.toSorted()).toEqual([...present].toSorted());
      expect(records.every(({ eventName }) => eventName === 'INSERT')).toBe(true);
    }
    const RestoreDateTime = new Date(empty);
    await cloud.client.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: TableName,
        TargetTableName: 'before',
        RestoreDateTime,
      }),
    );
    await expect
      .poll(
        async () =>
          (await cloud.client.send(new DescribeTableCommand({ TableName: 'before' }))).Table?.TableStatus,
      )
      .toBe('ACTIVE');
    expect((await everything(cloud, 'before')).size).toBe(0);
  }, 60_000);

  it('an engine that a killed parent left is ended before a new one opens the file', async () => {
    cloud = await startCloud();
    await declare(cloud);
    await cloud.doc.send(new PutCommand({ TableName, Item: { pk: 'a', sk: '1' } }));
    await cloud.db.close();
    const folder = join(cloud.dir, 'dynamodb');
    const args = ['--port', '0', '--db-path', join(folder, 'engine.sqlite')];
    const orphan = spawn(enginePath(), args, { stdio: 'ignore' });
    const ended = once(orphan, 'exit');
    writeFileSync(join(folder, 'engine.pid'), String(orphan.pid));
    cloud = await cloud.restart();
    await ended;
    expect(orphan.signalCode).toBe('SIGKILL');
    const found = await cloud.doc.send(new GetCommand({ TableName, Key: { pk: 'a', sk: '1' } }));
    expect(found.Item).toBeDefined();
  });

  it('a process that merely has the number of an old engine is left alone', async () => {
    cloud = await startCloud();
    await cloud.db.close();
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    writeFileSync(join(cloud.dir, 'dynamodb', 'engine.pid'), String(bystander.pid));
    cloud = await cloud.restart();
    expect(bystander.signalCode).toBeNull();
    const ended = once(bystander, 'exit');
    bystander.kill('SIGKILL');
    await ended;
  });

  it('a second local cloud on the same state is refused and does no harm to the first', async () => {
    cloud = await startCloud();
    await declare(cloud);
    await expect(startCloud({ dir: cloud.dir })).rejects.toThrow('in use by another process');
    await cloud.doc.send(new PutCommand({ TableName, Item: { pk: 'a', sk: '1' } }));
  });

  it('the engine dies with a killed parent, and comes back when it alone is killed', async () => {
    cloud = await startCloud();
    await declare(cloud, tableProperties(STREAM, recovery(1)));
    const pidFile = join(cloud.dir, 'dynamodb', 'engine.pid');
    process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
    const attempts = await Promise.allSettled(
      Array.from({ length: 10 }, (_, at) =>
        cloud.doc.send(
          new TransactWriteCommand({
            TransactItems: [{ Put: { TableName, Item: { pk: 'back', sk: String(at) } } }],
          }),
        ),
      ),
    );
    await cloud.doc.send(new PutCommand({ TableName, Item: { pk: 'back', sk: 'last' } }));
    const present = await everything(cloud, TableName);
    const kept = attempts.filter(({ status }) => status === 'fulfilled').length + 1;
    expect(present.size).toBeGreaterThanOrEqual(kept);
    expect(cloud.db.changes(TableName, '', 100)).toHaveLength(present.size);

    await cloud.db.close();
    await writeAndKill(cloud.dir, 5);
    const left = Number(readFileSync(pidFile, 'utf8'));
    await expect
      .poll(() => existsSync(`/proc/${left}/exe`) && readFileSync(`/proc/${left}/cmdline`, 'utf8'))
      .toBeFalsy();
    cloud = await cloud.restart();
  }, 30_000);

  it('its files are readable by the owner only', async () => {
    cloud = await startCloud();
    await declare(cloud);
    await cloud.doc.send(new PutCommand({ TableName, Item: { pk: 'a', sk: '1' } }));
    const folder = join(cloud.dir, 'dynamodb');
    expect(statSync(folder).mode & 0o077).toBe(0);
    for (const name of [
      'engine.sqlite',
      'engine.sqlite-wal',
      'engine.pid',
      'front.sqlite',
      'front.sqlite-wal',
    ]) {
      expect([name, statSync(join(folder, name)).mode & 0o077]).toEqual([name, 0]);
    }
  });
});
