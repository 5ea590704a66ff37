/** A process that writes until it is killed, and prints the key of every acknowledged write. */
import { Readable } from 'node:stream';
import { VirtualClock } from '../../../local/clock.ts';
import { createDynamoDb } from '../../../local/dynamodb/dynamodb.ts';
import type { Principal } from '../../../local/front/service.ts';

const [, , stateDir = ''] = process.argv;
const place = { partition: 'aws', region: 'eu-central-1', account: '000000000000' };
const principal: Principal = { kind: 'role', arn: 'arn:aws:iam::000000000000:role/tester', tags: {} };
const db = await createDynamoDb(
  { place, clock: new VirtualClock(), stateDir, seed: 1, authorize: () => undefined },
  { throughput: false },
);

async function call(operation: string, input: object): Promise<void> {
  await db.handle({
    service: 'dynamodb',
    principal,
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    operation,
    body: Buffer.from(JSON.stringify(input)),
    stream: Readable.from([]),
    presigned: false,
    requestId: 'writer',
  });
}

/** Puts, moves on and deletes in a fixed pattern; every fourth step is a transaction over two items. */
async function work(writer: number): Promise<never> {
  const TableName = 'records';
  const run = `${process.pid}-${writer}`;
  for (let step = 0; ; step += 1) {
    const Item = { pk: { S: run }, sk: { S: String(step) }, v: { N: String(step) } };
    const other = { pk: { S: `${run}-twin` }, sk: { S: String(step) }, v: { N: '1' } };
    if (step % 4 === 3) {
      const TransactItems = [{ Put: { TableName, Item } }, { Put: { TableName, Item: other } }];
      await call('TransactWriteItems', { TransactItems, ClientRequestToken: `${run}-${step}` });
      process.stdout.write(`${run} ${step}\n${run}-twin ${step}\n`);
    } else {
      await call('PutItem', { TableName, Item });
      process.stdout.write(`${run} ${step}\n`);
    }
  }
}

await Promise.all([0, 1, 2, 3].map(work));
