import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { INDEXES } from '../../shared/store/grammar.ts';

/** Names of the two tables in tests. */
export const TABLES = { data: 'data', keys: 'keys' } as const;

/** A DynamoDB engine in memory with both tables; speaks to it without guards or sessions, as an attacker would. */
export interface Engine {
  readonly documents: DynamoDBDocumentClient;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function reachable(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Starts an engine of its own; `stop` ends it. */
export async function startEngine(): Promise<Engine> {
  const folder = dirname(
    createRequire(import.meta.url).resolve(`@dynoxide/${process.platform}-${process.arch}/package.json`),
  );
  const program = join(folder, process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide');
  const port = await freePort();
  const child = spawn(program, ['--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  for (let tries = 0; !(await reachable(port)); tries++) {
    if (tries > 500 || child.exitCode !== null) throw new Error('the engine does not start');
    await pauseFor(10);
  }
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  await createTables(client);
  return {
    documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    stop: async () => {
      process.removeListener('exit', end);
      client.destroy();
      const exit = once(child, 'exit');
      end();
      await exit;
    },
  };
}

async function createTables(client: DynamoDBClient): Promise<void> {
  const keySchema = (pk: string, sk: string) => [
    { AttributeName: pk, KeyType: 'HASH' as const },
    { AttributeName: sk, KeyType: 'RANGE' as const },
  ];
  const strings = (names: readonly string[]) =>
    names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));
  const indexes = Object.entries(INDEXES);
  const primary = { KeySchema: keySchema('pk', 'sk'), BillingMode: 'PAY_PER_REQUEST' as const };
  await client.send(
    new CreateTableCommand({
      ...primary,
      TableName: TABLES.data,
      AttributeDefinitions: strings(['pk', 'sk', ...indexes.flatMap(([, { pk, sk }]) => [pk, sk])]),
      GlobalSecondaryIndexes: indexes.map(([IndexName, { pk, sk }]) => ({
        IndexName,
        KeySchema: keySchema(pk, sk),
        Projection: { ProjectionType: 'ALL' as const },
      })),
    }),
  );
  await client.send(
    new CreateTableCommand({
      ...primary,
      TableName: TABLES.keys,
      AttributeDefinitions: strings(['pk', 'sk']),
    }),
  );
}
