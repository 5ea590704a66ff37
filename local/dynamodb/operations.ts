import {
  onAccount,
  onBatchGet,
  onBatchWrite,
  onItem,
  onQuery,
  onRestore,
  onScan,
  onTable,
  onTransaction,
  type Access,
} from './access.ts';
import { writeBatch } from './batch-write.ts';
import { deleteTable, describeTable, describeTimeToLive, listTables } from './description.ts';
import type { Json } from './engine.ts';
import { batchGet, getItem, query, scan, type ReadParts } from './read-operations.ts';
import type { Recovery } from './recovery.ts';
import type { RequestTokens } from './request-tokens.ts';
import { transactGet, transactWrite } from './transactions.ts';
import { writeOne } from './write-operations.ts';
import type { WriteParts } from './write-path.ts';

/** What the operations on items are made of. */
export interface OperationParts {
  readonly reads: ReadParts;
  readonly writes: WriteParts;
  readonly tokens: RequestTokens;
  readonly recovery: Recovery;
}

interface Operation {
  readonly access: Access;
  /** Whether items are read or written, and so counted and subject to the key of their table; absent for descriptions. */
  readonly items?: 'read' | 'write';
  readonly run: (parts: OperationParts, input: Json) => Promise<Json> | Json;
}

const known = ({ reads }: OperationParts, input: Json) => reads.catalogue.known(String(input['TableName']));
const ready = ({ reads }: OperationParts, input: Json) => reads.catalogue.ready(String(input['TableName']));

/** Everything that the local DynamoDB answers; what is not in this table is refused as unknown. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  GetItem: {
    access: onItem('GetItem'),
    items: 'read',
    run: (parts, input) => getItem(parts.reads, ready(parts, input), input),
  },
  BatchGetItem: { access: onBatchGet, items: 'read', run: ({ reads }, input) => batchGet(reads, input) },
  Query: {
    access: onQuery,
    items: 'read',
    run: (parts, input) => query(parts.reads, ready(parts, input), input),
  },
  Scan: {
    access: onScan,
    items: 'read',
    run: (parts, input) => scan(parts.reads, ready(parts, input), input),
  },
  PutItem: {
    access: onItem('PutItem'),
    items: 'write',
    run: (parts, input) => writeOne(parts.writes, 'PutItem', ready(parts, input), input),
  },
  UpdateItem: {
    access: onItem('UpdateItem'),
    items: 'write',
    run: (parts, input) => writeOne(parts.writes, 'UpdateItem', ready(parts, input), input),
  },
  DeleteItem: {
    access: onItem('DeleteItem'),
    items: 'write',
    run: (parts, input) => writeOne(parts.writes, 'DeleteItem', ready(parts, input), input),
  },
  BatchWriteItem: {
    access: onBatchWrite,
    items: 'write',
    run: ({ writes }, input) => writeBatch(writes, input),
  },
  TransactWriteItems: {
    access: onTransaction('TransactWriteItems'),
    items: 'write',
    run: ({ writes, tokens }, input) => transactWrite(writes, tokens, input),
  },
  TransactGetItems: {
    access: onTransaction('TransactGetItems'),
    items: 'read',
    run: ({ writes }, input) => transactGet(writes, input),
  },
  DescribeTable: {
    access: onTable('DescribeTable'),
    run: (parts, input) => describeTable(parts.reads.catalogue, parts.reads.engine, known(parts, input)),
  },
  DescribeTimeToLive: {
    access: onTable('DescribeTimeToLive'),
    run: (parts, input) => describeTimeToLive(known(parts, input)),
  },
  ListTables: {
    access: onAccount('ListTables'),
    run: ({ reads }, input) => listTables(reads.catalogue, input),
  },
  DeleteTable: {
    access: onTable('DeleteTable'),
    run: (parts, input) => deleteTable(parts.reads.catalogue, parts.reads.engine, ready(parts, input)),
  },
  DescribeContinuousBackups: {
    access: onTable('DescribeContinuousBackups'),
    run: (parts, input) => parts.recovery.describe(known(parts, input)),
  },
  RestoreTableToPointInTime: { access: onRestore, run: ({ recovery }, input) => recovery.restore(input) },
};
