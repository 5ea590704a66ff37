import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { copyBatch } from '../../shared/due/copy.ts';
import { systemTablesFromEnvironment } from '../../shared/office/from-environment.ts';

const system = systemTablesFromEnvironment();

/** Copies due work of tenants into the system namespace. */
export const handler = ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
  copyBatch(system, Records);
