import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { dueOfKey, systemDueEnd, systemDueWrite } from '../store/due.ts';
import type { SystemTables } from '../store/system-tables.ts';

/** Table keys of a stream record (keys-only stream). */
export function keysOfRecord({ dynamodb }: DynamoDBRecord): { readonly pk: string; readonly sk: string } {
  const { pk, sk } = dynamodb?.Keys ?? {};
  return { pk: pk?.S ?? '', sk: sk?.S ?? '' };
}

/** Takes a batch of the stream record by record; what follows a failure is delivered again, and may be taken twice. */
export async function eachRecord(
  records: readonly DynamoDBRecord[],
  take: (record: DynamoDBRecord) => Promise<void>,
): Promise<DynamoDBBatchResponse> {
  for (const record of records) {
    try {
      await take(record);
    } catch {
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
}

/**
 * Copies a batch of the stream: of each key only what happened last, different keys side by side. What follows the first
 * failure is delivered again, and copying it again changes nothing.
 */
export async function copyBatch(
  system: SystemTables,
  records: readonly DynamoDBRecord[],
): Promise<DynamoDBBatchResponse> {
  const place = (record: DynamoDBRecord) => Object.values(keysOfRecord(record)).join('|');
  const last = [...new Map(records.map((record) => [place(record), record])).values()];
  const copied = await Promise.allSettled(last.map((record) => copyDue(system, record)));
  const failed = new Set(last.filter((_, at) => copied[at]?.status === 'rejected'));
  const first = records.find((record) => failed.has(record));
  return { batchItemFailures: first ? [{ itemIdentifier: first.dynamodb?.SequenceNumber ?? '' }] : [] };
}

/** Copies due work of tenants into the system namespace, and takes the copy of a cancelled one away; by keys alone. */
export async function copyDue(system: SystemTables, record: DynamoDBRecord): Promise<void> {
  const due = dueOfKey(keysOfRecord(record));
  if (!due || record.eventName === 'MODIFY') return;
  const { tenant } = due;
  await system.write([
    record.eventName === 'REMOVE' ? systemDueEnd(tenant, due) : systemDueWrite(tenant, due),
  ]);
}
