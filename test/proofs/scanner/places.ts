import { type AttributeValue, ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  paginateListStateMachines,
} from '@aws-sdk/client-sfn';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Stack } from '../../journeys/fixture.ts';
import { clientsOf } from '../account.ts';
import type { Piece } from './scan.ts';

/** Files below a folder, as they are on disk: stores, their logs, everything. */
export function* filesIn(folder: string): Generator<Piece> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const name = file.slice(folder.length + 1);
    yield { where: `name ${name}`, bytes: Buffer.from(name) };
    yield { where: `file ${name}`, bytes: readFileSync(file) };
  }
}

/** Every value of every row of the databases below a folder: on disk a long value is cut into pages. */
export function* rowsIn(folder: string): Generator<Piece> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.sqlite')) continue;
    const file = join(entry.parentPath, entry.name);
    const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    try {
      const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
      for (const { name } of tables) {
        const where = `row ${file.slice(folder.length + 1)} ${String(name)}`;
        for (const row of database.prepare(`SELECT * FROM "${String(name)}"`).iterate())
          for (const value of Object.values(row))
            if (typeof value === 'string' || value instanceof Uint8Array)
              yield { where, bytes: Buffer.from(value) };
      }
    } finally {
      database.close();
    }
  }
}

/** Names, texts and bytes within an item. */
function* valuesOf(value: unknown): Generator<Buffer> {
  if (value instanceof Uint8Array) yield Buffer.from(value);
  else if (typeof value === 'string') yield Buffer.from(value);
  else if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(value)) {
      yield Buffer.from(name);
      yield* valuesOf(member);
    }
}

/** Items of every table as the API gives them, with their table. */
export async function* itemsOf(
  stack: Stack,
): AsyncGenerator<{ readonly table: string; readonly item: Record<string, AttributeValue> }> {
  const { dynamodb: client } = clientsOf(stack);
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  for (const table of TableNames)
    for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true }))
      for (const item of Items) yield { table, item };
}

/** Every version of every object, with its name and what is said about it. */
export async function* objectsOf(stack: Stack): AsyncGenerator<{
  readonly bucket: string;
  readonly key: string;
  readonly about: unknown;
  readonly bytes: Buffer;
}> {
  const { s3: client } = clientsOf(stack);
  const buckets = stack.cloud.deployment.resources.filter(({ type }) => type === 'AWS::S3::Bucket');
  for (const { physicalId: Bucket } of buckets) {
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
    for (const { Key = '', VersionId } of Versions) {
      const versioned = VersionId === undefined || VersionId === 'null' ? {} : { VersionId };
      const { Body, Metadata, ContentType, ContentDisposition } = await client.send(
        new GetObjectCommand({ Bucket, Key, ...versioned }),
      );
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      yield {
        bucket: Bucket,
        key: Key,
        about: { key: Key, Metadata, ContentType, ContentDisposition },
        bytes,
      };
    }
  }
}

async function* executions(stack: Stack): AsyncGenerator<Piece> {
  const { states: client } = clientsOf(stack);
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {}))
    for (const { stateMachineArn, name = '' } of stateMachines)
      for await (const { executions: found = [] } of paginateListExecutions({ client }, { stateMachineArn }))
        for (const { executionArn } of found) {
          const where = `execution ${name}`;
          const { $metadata: _, ...told } = await client.send(new DescribeExecutionCommand({ executionArn }));
          yield { where, bytes: Buffer.from(JSON.stringify(told)) };
          yield* strings(where, told);
          for await (const { events } of paginateGetExecutionHistory({ client }, { executionArn }))
            yield* strings(where, events);
        }
}

function* strings(where: string, value: unknown): Generator<Piece> {
  for (const bytes of valuesOf(value)) yield { where, bytes };
}

/** What the stores of a stack hold, as their APIs give it: items, objects, executions, mails. */
export async function* apisOf(stack: Stack): AsyncGenerator<Piece> {
  for await (const { table, item } of itemsOf(stack)) yield* strings(`item ${table}`, item);
  for await (const { bucket, about, bytes } of objectsOf(stack)) {
    yield { where: `object ${bucket}`, bytes };
    yield* strings(`object ${bucket}`, about);
  }
  yield* executions(stack);
  for (const mail of await stack.outbox()) yield* strings('mail', mail);
}

/** Every log line, read as the JSON that it is. */
export function* logLines(folder: string): Generator<Piece> {
  for (const { where, bytes } of filesIn(join(folder, 'logs')))
    if (where.startsWith('file ') && where.endsWith('.jsonl'))
      for (const line of bytes.toString().split('\n').filter(Boolean))
        yield* strings(`log ${where.slice('file '.length)}`, JSON.parse(line));
}

/** Everything that a stack has ever written: files, rows, log lines, and what its APIs give. */
export async function* everythingOf(stack: Stack): AsyncGenerator<Piece> {
  yield* filesIn(stack.stateDir);
  yield* rowsIn(stack.stateDir);
  yield* logLines(stack.stateDir);
  yield* apisOf(stack);
}
