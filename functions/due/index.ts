import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { copyDue, eachRecord } from '../../shared/due/copy.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { createSystemTables } from '../../shared/store/system-tables.ts';

const { DATA_TABLE } = environment(['DATA_TABLE']);
const system = createSystemTables({ dataTable: DATA_TABLE });

/** Copies due work of tenants into the system namespace. */
export const handler = ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
  eachRecord(Records, (record) => copyDue(system, record));
