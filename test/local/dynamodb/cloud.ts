import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { VirtualClock } from '../../../local/clock.ts';
import { createDynamoDb, type DynamoDb, type DynamoDbOptions } from '../../../local/dynamodb/dynamodb.ts';
import { AwsError, type AccessRequest, type Principal } from '../../../local/front/service.ts';

export const PLACE = { partition: 'aws', region: 'eu-central-1', account: '000000000000' };
export const PRINCIPAL: Principal = { kind: 'role', arn: 'arn:aws:iam::000000000000:role/tester', tags: {} };

/** A local DynamoDB behind a bare server, with real clients. */
export interface Cloud {
  readonly db: DynamoDb;
  readonly client: DynamoDBClient;
  readonly doc: DynamoDBDocumentClient;
  readonly clock: VirtualClock;
  readonly dir: string;
  /** Every question that the service asked IAM, oldest first. */
  readonly asked: AccessRequest[];
  /** Ends the service and starts another on the same state. */
  restart(): Promise<Cloud>;
  stop(): Promise<void>;
}

export interface CloudOptions extends DynamoDbOptions {
  readonly dir?: string;
  readonly clock?: VirtualClock;
  readonly authorize?: (requests: readonly AccessRequest[]) => void;
}

/** Starts one; index lag is off unless asked for. */
export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  const {
    dir = mkdtempSync(join(tmpdir(), 'bw-dynamodb-')),
    clock = new VirtualClock(),
    authorize,
    ...rest
  } = options;
  const asked: AccessRequest[] = [];
  const db = await createDynamoDb(
    {
      place: PLACE,
      clock,
      stateDir: dir,
      seed: 7,
      authorize: (_principal, requests) => {
        asked.push(...requests);
        authorize?.(requests);
      },
    },
    { indexLagMs: { min: 0, max: 0 }, ...rest },
  );
  const server = createServer((incoming, outgoing) => void answer(db, incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: PLACE.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const close = async () => {
    client.destroy();
    server.close();
    server.closeAllConnections();
    await db.close();
  };
  return {
    db,
    client,
    doc: DynamoDBDocumentClient.from(client),
    clock,
    dir,
    asked,
    restart: async () => {
      await close();
      return startCloud({ ...options, dir, clock });
    },
    stop: async () => {
      await close();
      clock.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function answer(db: DynamoDb, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  try {
    const reply = await db.handle({
      service: 'dynamodb',
      principal: PRINCIPAL,
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: incoming.headers,
      operation: String(incoming.headers['x-amz-target']).replace(/^.*\./, ''),
      body: Buffer.concat(parts),
      stream: Readable.from([]),
      presigned: false,
      requestId: 'test',
    });
    outgoing.writeHead(reply.status, reply.headers).end(reply.body);
  } catch (error) {
    const known = error instanceof AwsError ? error : new AwsError('InternalServerError', String(error), 500);
    const body = {
      ...known.fields,
      __type: `com.amazonaws.dynamodb.v20120810#${known.code}`,
      message: known.message,
    };
    outgoing
      .writeHead(known.status, { 'content-type': 'application/x-amz-json-1.0' })
      .end(JSON.stringify(body));
  }
}

/** Properties of the test table: keys `pk` and `sk`, index `byGroup` on `group` and `rank`. */
export function tableProperties(more: Record<string, unknown> = {}, replica: Record<string, unknown> = {}) {
  return {
    TableName: 'records',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
      { AttributeName: 'group', AttributeType: 'S' },
      { AttributeName: 'rank', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byGroup',
        KeySchema: [
          { AttributeName: 'group', KeyType: 'HASH' },
          { AttributeName: 'rank', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note'] },
      },
    ],
    Replicas: [{ Region: PLACE.region, ...replica }],
    ...more,
  };
}

/** Applies a table like the runner does. */
export async function declare(
  { db }: Cloud,
  properties: Record<string, unknown> = tableProperties(),
  type = 'AWS::DynamoDB::GlobalTable',
) {
  const resource = db.resourceTypes.find((candidate) => candidate.type === type);
  if (resource === undefined) throw new Error('unknown resource type');
  return resource.apply({ stack: 'test', logicalId: 'Table', properties, defaultName: 'test-Table' });
}

/** Replica settings: recovery for so many days. */
export const recovery = (days: number) => ({
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: days },
});

export const STREAM = { StreamSpecification: { StreamViewType: 'KEYS_ONLY' } };
