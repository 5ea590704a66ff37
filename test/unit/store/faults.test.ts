import { marshall } from '@aws-sdk/util-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import type { TenantId } from '../../../shared/kernel/ids.ts';
import { newId, randomBytes } from '../../../shared/kernel/ids.ts';
import { isProblem } from '../../../shared/kernel/problems.ts';
import { ABSENT, PRESENT, set, versionIs } from '../../../shared/store/clauses.ts';
import { keysOf } from '../../../shared/store/grammar.ts';
import { ATTEMPTS } from '../../../shared/store/retries.ts';
import { createTenantTables } from '../../../shared/store/tenant-tables.ts';
import { isWriteRefusal } from '../../../shared/store/write-refusal.ts';

const refused = (error: unknown) => error;
const named = (name: string, members: object = {}) =>
  Object.assign(new Error('told by the service'), { name, ...members });
const cancelled = (...codes: readonly string[]) =>
  named('TransactionCanceledException', { CancellationReasons: codes.map((Code) => ({ Code })) });
const condition = (item?: Record<string, unknown>) =>
  named('ConditionalCheckFailedException', item && { Item: marshall(item) });
const THROTTLED = named('ProvisionedThroughputExceededException');
const RESET = named('Error', { code: 'ECONNRESET' });

/** A repository over a client that answers what a test says, one answer per call, errors thrown. */
function setting() {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-central-1' }));
  const stub = mockClient(documents);
  const tenant = newId() as string as TenantId;
  const keys = keysOf(tenant);
  const pauses: number[] = [];
  const renewed: number[] = [];
  const tables = createTenantTables({
    tenant,
    writer: 'tenant',
    names: { data: 'data', keys: 'keys' },
    documents: async () => documents,
    sleep: async (milliseconds) => void pauses.push(milliseconds),
    random: randomBytes,
    renew: () => void renewed.push(1),
  });
  const answers = (...queue: readonly unknown[]) => {
    let turn = 0;
    stub.onAnyCommand().callsFake(async () => {
      const answer = queue[Math.min(turn++, queue.length - 1)];
      if (answer instanceof Error) throw answer;
      return answer;
    });
  };
  return { stub, keys, tables, tenant, pauses, renewed, answers };
}

const item = (key: { pk: string; sk: string }, more: object = {}) => ({ pk: key.pk, sk: key.sk, ...more });

test('keys left unprocessed are asked for again until all are there, in both tables', async () => {
  const { keys, tables, stub, answers, pauses } = setting();
  const [a, b, c] = [keys.tenant(), keys.ownerKey(newId()), keys.sequence('x')];
  answers(
    {
      Responses: { data: [item(a)] },
      UnprocessedKeys: { data: { Keys: [item(c)] }, keys: { Keys: [item(b)] } },
    },
    { Responses: {}, UnprocessedKeys: { data: { Keys: [item(c)] }, keys: { Keys: [item(b)] } } },
    { Responses: { data: [item(c)], keys: [item(b)] } },
  );
  expect(await tables.get([a, b, c])).toEqual([item(a), item(b), item(c)]);
  const sent = stub.commandCalls(BatchGetCommand).map(({ args }) => args[0].input.RequestItems);
  expect(Object.values(sent[0] ?? {}).every(({ ConsistentRead }) => ConsistentRead)).toBe(true);
  expect(sent).toHaveLength(3);
  expect(pauses).toHaveLength(2);
});

test('keys that stay unprocessed end in "unavailable", never in an absence', async () => {
  const { keys, tables, answers } = setting();
  answers({ Responses: {}, UnprocessedKeys: { data: { Keys: [item(keys.tenant())] } } });
  expect(isProblem(await tables.get([keys.tenant()]).catch(refused), 'unavailable')).toBe(true);
});

test('conflicts and throttling of a transaction are tried again under the same token, with growing pauses', async () => {
  const { keys, tables, stub, answers, pauses } = setting();
  answers(cancelled('None', 'TransactionConflict'), cancelled('ThrottlingError', 'None'), THROTTLED, {});
  await tables.write([
    { put: {}, at: keys.sequence('a'), if: ABSENT },
    { check: true, at: keys.tenant(), if: PRESENT },
  ]);
  const tokens = stub.commandCalls(TransactWriteCommand).map(({ args }) => args[0].input.ClientRequestToken);
  expect(tokens).toHaveLength(4);
  expect(new Set(tokens).size).toBe(1);
  expect(tokens[0]?.length).toBeLessThanOrEqual(36);
  for (const [turn, pause] of pauses.entries()) expect(pause).toBeLessThan(25 * 2 ** turn);
});

test('patience ends after a bounded number of attempts', async () => {
  const { keys, tables, stub, answers, pauses } = setting();
  answers(THROTTLED);
  const error = await tables.write([{ put: {}, at: keys.sequence('a'), if: ABSENT }]).catch(refused);
  expect(isProblem(error, 'unavailable') && error.members.retryAfter).toBe(1);
  expect(stub.calls()).toHaveLength(ATTEMPTS);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(1_000);
});

test('mixed reasons: a failed condition is a refusal at its position, whatever else went on', async () => {
  const { keys, tables, stub, answers } = setting();
  const found = item(keys.tenant(), { version: 3 });
  answers(
    named('TransactionCanceledException', {
      CancellationReasons: [
        { Code: 'TransactionConflict' },
        { Code: 'ConditionalCheckFailed', Item: marshall(found) },
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed' },
      ],
    }),
  );
  const error = await tables
    .write([
      { put: {}, at: keys.sequence('a'), if: ABSENT },
      { check: true, at: keys.tenant(), if: versionIs(2) },
      { put: {}, at: keys.sequence('b'), if: ABSENT },
      { put: {}, at: keys.sequence('c'), if: ABSENT },
    ])
    .catch(refused);
  expect(isWriteRefusal(error) && [...error.failed]).toEqual([
    [1, found],
    [3, undefined],
  ]);
  expect(stub.calls()).toHaveLength(1);
});

test('a reason that does not pass is an internal problem that tells its name and none of its text', async () => {
  for (const fault of [cancelled('ValidationError', 'None'), named('AccessDeniedException'), cancelled()]) {
    const { keys, tables, answers } = setting();
    answers(fault);
    const error = await tables.write([{ put: {}, at: keys.sequence('a'), if: ABSENT }], 'op').catch(refused);
    expect(isProblem(error, 'internal') && error.cause).toBe(fault.name);
    expect(JSON.stringify(error) + String(error)).not.toContain('told by');
  }
});

test('an ambiguous put is repeated, and finding our own item is success; finding another is a refusal', async () => {
  const { keys, tables, stub, answers } = setting();
  const at = keys.sequence('a');
  const put = { last: 1, sealed: Buffer.from([1, 2]), absent: undefined };
  answers(RESET, condition(item(at, { last: 1, sealed: new Uint8Array([1, 2]) })));
  await tables.write([{ put, at, if: ABSENT }]);
  expect(stub.commandCalls(PutCommand)).toHaveLength(2);
  answers(RESET, condition(item(at, { last: 2, sealed: new Uint8Array([1, 2]) })));
  expect(isWriteRefusal(await tables.write([{ put, at, if: ABSENT }]).catch(refused), 0)).toBe(true);
  // Without an ambiguous attempt before, an equal item is somebody else's.
  answers(condition(item(at, { last: 1, sealed: new Uint8Array([1, 2]) })));
  expect(isWriteRefusal(await tables.write([{ put, at, if: ABSENT }]).catch(refused), 0)).toBe(true);
});

test('an ambiguous delete is repeated, and absence is success', async () => {
  const { keys, tables, stub, answers } = setting();
  answers(named('InternalServerError'), condition());
  await tables.write([{ delete: true, at: keys.sequence('a'), if: PRESENT }]);
  expect(stub.commandCalls(DeleteCommand)).toHaveLength(2);
});

test('an ambiguous update is not repeated blindly; as an operation it is, under one token', async () => {
  const { keys, tables, stub, answers } = setting();
  const update = { update: set({ last: 2 }), at: keys.sequence('a'), if: versionIs(1) };
  answers(RESET, {});
  const error = await tables.write([update]).catch(refused);
  expect(isProblem(error, 'unavailable') && error.cause).toBe('outcome.unknown');
  expect(stub.commandCalls(UpdateCommand)).toHaveLength(1);
  answers(RESET, {});
  await tables.write([update], 'operation');
  expect(stub.commandCalls(TransactWriteCommand)).toHaveLength(2);
});

test('equal operation ids of two tenants are two operations', async () => {
  const tokens = [];
  for (const { keys, tables, stub, answers } of [setting(), setting()]) {
    answers({});
    await tables.write([{ put: {}, at: keys.sequence('a'), if: ABSENT }], 'same');
    tokens.push(stub.commandCalls(TransactWriteCommand)[0]?.args[0].input.ClientRequestToken);
  }
  expect(new Set(tokens).size).toBe(2);
});

test('an operation id that comes back with other content is a conflict', async () => {
  const { keys, tables, answers } = setting();
  answers(named('IdempotentParameterMismatchException'));
  const write = tables.write([{ put: {}, at: keys.sequence('a'), if: ABSENT }], 'operation');
  expect(isProblem(await write.catch(refused), 'conflict')).toBe(true);
});

test('an expired session is renewed and the call made again', async () => {
  const { keys, tables, answers, renewed } = setting();
  answers(named('ExpiredTokenException'), { Responses: { data: [item(keys.tenant())] } });
  expect(await tables.get([keys.tenant()])).toEqual([item(keys.tenant())]);
  expect(renewed).toHaveLength(1);
});

test('part of TEN-01: an item of another tenant in any answer fails the call', async () => {
  const { keys, tables, answers } = setting();
  const foreign = item(keysOf(newId() as string as TenantId).tenant());
  const query = { table: 'data', pk: keys.tenant().pk } as const;
  const write = () => tables.write([{ put: {}, at: keys.tenant(), if: ABSENT }]);
  const walled = async (call: () => Promise<unknown>) => {
    const error = await call().catch(refused);
    return isProblem(error, 'internal') && error.cause;
  };
  answers({ Responses: { data: [foreign] } });
  expect(await walled(() => tables.get([keys.tenant()]))).toBe('wall.answer');
  answers({ Items: [item(keys.tenant()), foreign] });
  expect(await walled(() => tables.query(query))).toBe('wall.answer');
  answers({ Items: [item(keys.tenant(), { listPk: foreign.pk })] });
  expect(await walled(() => tables.query(query))).toBe('wall.answer');
  answers({ Items: [{ plain: {} }] });
  expect(await walled(() => tables.query(query))).toBe('wall.answer');
  answers({ Items: [], LastEvaluatedKey: foreign });
  expect(await walled(() => tables.query(query))).toBe('wall.answer');
  answers(condition(foreign));
  expect(await walled(write)).toBe('wall.answer');
  answers({ Items: [item(keys.tenant())] });
  expect((await tables.query(query)).items).toHaveLength(1);
});

test('queries of base tables are consistent, those of an index cannot be', async () => {
  const { keys, tables, stub, answers } = setting();
  answers({ Items: [] });
  await tables.query({ table: 'data', pk: keys.tenant().pk });
  await tables.query({ table: 'data', pk: keys.list('contact', 1), index: 'list' });
  const inputs = stub.commandCalls(QueryCommand).map(({ args }) => args[0].input);
  expect(inputs.map(({ ConsistentRead, IndexName }) => [ConsistentRead, IndexName])).toEqual([
    [true, undefined],
    [false, 'list'],
  ]);
});
